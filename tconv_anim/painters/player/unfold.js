/* Unfolds the page's script: out of printable text (base91.py) and deflate, at once, in any browser; then
   runs it. The page's policy knows both scripts by their hashes. */

/* Bytes out of text. */
function decoded(text) {
  const values = {}, bytes = [];
  for (let code = 0x21, value = 0; code < 0x7f; code++)
    if (!'"&<'.includes(String.fromCharCode(code))) values[String.fromCharCode(code)] = value++;
  let bits = 0, held = 0;
  for (let i = 0; i < text.length; i += 2) {
    const pair = i + 1 < text.length, value = values[text[i]] + (pair ? 91 * values[text[i + 1]] : 0);
    bits |= value << held;
    held += !pair ? 7 : (value & 8191) > 88 ? 13 : 14;
    for (; held > 7; held -= 8, bits >>>= 8) bytes.push(bits & 255);
  }
  return bytes;
}

/* Deflate (RFC 1951): blocks of letters, and of how far back to copy how many. */
function inflated(bytes) {
  const out = [];
  let at = 0;
  const bits = (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value |= ((bytes[at >> 3] >> (at & 7)) & 1) << i;
    return value;
  };
  /* A code by the lengths of its words: how many there are of each length, and the symbols in order. */
  const book = (lengths) => {
    const counts = new Array(16).fill(0);
    for (const length of lengths) counts[length]++;
    counts[0] = 0;
    const order = lengths.map((length, symbol) => [length, symbol]).filter(([length]) => length);
    return [counts, order.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, symbol]) => symbol)];
  };
  const next = ([counts, symbols]) => {
    let word = 0, first = 0, index = 0;
    for (let length = 1; ; length++) {
      word |= bits(1);
      if (word - counts[length] < first) return symbols[index + word - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      word <<= 1;
    }
  };
  /* How many more bits a length or a distance has, and where it begins. */
  const scale = (size, start, each) => {
    const steps = [];
    for (let i = 0, value = start; i < size; i++) {
      const more = Math.max(0, Math.floor(i / each) - 1);
      steps.push([value, more]);
      value += 1 << more;
    }
    return steps;
  };
  const lengths = scale(28, 3, 4), distances = scale(30, 1, 2);
  lengths.push([258, 0]);
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  for (let last = 0; !last;) {
    last = bits(1);
    const kind = bits(2);
    let letters, ways;
    if (kind === 2) {
      const [some, others, given] = [bits(5) + 257, bits(5) + 1, bits(4) + 4], sizes = new Array(19).fill(0);
      for (let i = 0; i < given; i++) sizes[ORDER[i]] = bits(3);
      const code = book(sizes), all = [];
      while (all.length < some + others) {
        const symbol = next(code);
        if (symbol < 16) all.push(symbol);
        else {
          const again = symbol === 16 ? all.at(-1) : 0;
          for (let n = symbol < 18 ? 3 + bits(symbol - 14) : 11 + bits(7); n; n--) all.push(again);
        }
      }
      [letters, ways] = [book(all.slice(0, some)), book(all.slice(some))];
    } else { // the code that needn't be told; what can't be made shorter isn't written
      const sizes = Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8));
      [letters, ways] = [book(sizes), book(new Array(30).fill(5))];
    }
    for (let symbol; (symbol = next(letters)) !== 256;) {
      if (symbol < 256) out.push(symbol);
      else {
        const [length, more] = lengths[symbol - 257], size = length + bits(more);
        const [way, rest] = distances[next(ways)], from = out.length - way - bits(rest);
        for (let n = 0; n < size; n++) out.push(out[from + n]);
      }
    }
  }
  return out;
}

const folded = document.getElementById("folded-script").textContent;
const unfolded = document.createElement("script");
unfolded.textContent = inflated(decoded(folded)).map((code) => String.fromCharCode(code)).join("");
document.head.append(unfolded);
