"""Scripts without blanks do the same."""

import pytest

from tconv_anim.painters.player.pressing import pressed


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("const a = [1, 2];\n  let b = a + 1;\n", "const a=[1,2];let b=a+1;"),
        ("return -x;\nif (a) return { b: 1 };\n", "return-x;if(a)return{b:1};"),
        ("for (const [k, v] of m) { f(k); g(v); }\n", "for(const[k,v]of m){f(k);g(v)}\n"),
        ('say("a  b", \'c  d\', `e  ${ f + "}" }  g`)', 'say("a  b",\'c  d\',`e  ${ f + "}" }  g`)'),
        ("a + +b; c - -d; e++ + f", "a+ +b;c- -d;e++ +f"),
        ("x = a / b / c; y = /  [/]  /.test(z)", "x=a/b/c;y=/  [/]  /.test(z)"),
        ("f((n) => n / 2, /\\d  /)", "f((n)=>n/2,/\\d  /)"),
        ("a()\nb()", "a()\nb()"),
        ("typeof x in y", "typeof x in y"),
        ("`${`a  ${b}`}  c` + d", "`${`a  ${b}`}  c`+d"),
    ],
)
def test_only_what_says_nothing_is_left_out(script: str, wanted: str) -> None:
    assert pressed(script) == wanted
