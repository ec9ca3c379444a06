/* What is seen as a picture that stands for itself: the title, the stage, the caption. */

const PAINTED = ["fill", "stroke", "stroke-width", "font-weight"]; // what style sheets decide
const LINE = 20, MARGIN = 16; // units
const SHARP = 2; // pixels a unit in a PNG

function picture(player) {
  const { stage, board } = player, page = getComputedStyle(document.documentElement);
  const [left, top, width, height] = stage.view;
  const caption = wrapped($("caption").textContent, Math.max(width, 320));
  const whole = Math.max(width, 320) + 2 * MARGIN, [x, y] = [left - (whole - width) / 2, top - 2 * LINE];
  const below = top + height + LINE, box = [x, y, whole, below + caption.length * LINE + MARGIN / 2 - y];
  const drawn = svg("svg", { viewBox: box.join(" "), width: box[2], height: box[3], "text-anchor": "middle",
    "font-family": page.getPropertyValue("--family") });
  const [title, subtitle] = board.header.map((text) => player.numbers.write(text));
  const style = svg("style", {});
  style.textContent = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => rule.cssText).join("");
  drawn.append(style, svg("rect", { x, y, width: box[2], height: box[3], fill: page.getPropertyValue("--page") }));
  const write = (text, at, size, colour, anchor = "start", weight = 400) => {
    const line = svg("text", { x: at[0], y: at[1], "font-size": size, fill: page.getPropertyValue(colour),
      "text-anchor": anchor, "font-weight": weight });
    line.textContent = text;
    drawn.append(line);
  };
  write(title, [x + MARGIN, y + LINE + 4], 16, "--ink", "start", 600);
  write(subtitle, [x + whole - MARGIN, y + LINE + 4], 13, "--grey", "end");
  drawn.append(painting(stage.picture));
  caption.forEach((line, i) => write(line, [x + MARGIN, below + i * LINE], 14, "--ink"));
  return new Blob([new XMLSerializer().serializeToString(drawn)], { type: "image/svg+xml" });
}

/* A copy of what is drawn, with the colours that the page gives it. */
function painting(source) {
  const copy = svg("g", {});
  copy.append(...[...source.childNodes].map((node) => node.cloneNode(true)));
  const originals = source.querySelectorAll("path, rect, text");
  copy.querySelectorAll("path, rect, text").forEach((shape, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of PAINTED) shape.setAttribute(name, style.getPropertyValue(name));
  });
  for (const group of copy.querySelectorAll("[class]")) group.removeAttribute("class");
  return copy;
}

/* A text in lines of at most this width. */
function wrapped(text, width) {
  const pen = document.createElement("canvas").getContext("2d"), lines = [];
  pen.font = `14px ${getComputedStyle(document.body).fontFamily}`;
  for (const line of text.split("\n")) {
    lines.push("");
    for (const word of line.split(" ")) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (pen.measureText(longer).width > width && lines.at(-1)) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
  }
  return lines;
}

/* The same in pixels. */
async function painted(blob) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await blob.text())}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [SHARP * image.width, SHARP * image.height];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}
