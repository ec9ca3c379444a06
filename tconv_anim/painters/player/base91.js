/* Bytes out of the text that base91.py made of them. */
function fromText(text) {
  const values = new Uint8Array(128);
  for (let code = 0x21, value = 0; code < 0x7f; code++)
    if (!'"&<'.includes(String.fromCharCode(code))) values[code] = value++;
  const bytes = new Uint8Array(Math.ceil(text.length * 7 / 8));
  let length = 0, bits = 0, held = 0;
  for (let i = 0; i < text.length; i += 2) {
    const pair = i + 1 < text.length;
    const value = values[text.charCodeAt(i)] + (pair ? 91 * values[text.charCodeAt(i + 1)] : 0);
    bits |= value << held;
    held += !pair ? 7 : (value & 8191) > 88 ? 13 : 14;
    for (; held > 7; held -= 8, bits >>>= 8) bytes[length++] = bits & 255;
  }
  return bytes.subarray(0, length);
}
