/* The page around this one: whether it is light or dark, where it lets itself be read. */

/* Attributes by which pages say it, and the words for dark; "auto" and the like are up to the reader's system. */
const SAYS = [
  ["data-md-color-scheme", { default: "light", slate: "dark" }], // Material for MkDocs
  ["data-theme", { light: "light", dark: "dark" }], // furo, PyData, Docusaurus
  ["data-jp-theme-light", { true: "light", false: "dark" }], // JupyterLab
];

const DARK = "screen and (prefers-color-scheme: dark)"; // paper is white
const unspaced = (text) => text.replaceAll(" ", "");

/* Be light or dark, whatever the system says ("auto": what it says). A page in a theme of its own stays as it is. */
function wear(theme) {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.media);
  wear.rules ??= rules.filter((rule) => unspaced(rule.media.mediaText) === unspaced(DARK));
  if (!wear.rules.length) return;
  const media = { light: "not all", dark: "screen" }[theme] ?? DARK;
  for (const rule of wear.rules) rule.media.mediaText = media;
  document.documentElement.style.colorScheme = theme in { light: 1, dark: 1 } ? theme : "";
}

function followHost() {
  let elements;
  try {
    const { documentElement, body } = parent.document;
    elements = parent === window ? [] : [body, documentElement];
  } catch {
    return; // of another origin: it can send a message
  }
  const look = () => {
    for (const element of elements)
      for (const [name, words] of SAYS) {
        const theme = words[element.getAttribute(name)];
        if (theme) return wear(theme);
      }
    wear("auto");
  };
  for (const element of elements)
    new MutationObserver(look).observe(element, { attributeFilter: SAYS.map(([name]) => name) });
  if (elements.length) look();
}
