/* Boards out of the bytes that pack.py and columns.py made of them: the same steps, in the same order. */

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

const MINUS = "−";
const SAME = "="; // a sum's value that is what its cell says last

class Columns {
  /* Bytes: the length of a header and the header (templates and frames), then the columns. */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    const end = this.number() + this.at;
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(this.at, end)));
    this.templates = header.templates.map((template) => template.split("\0"));
    this.frames = header.frames;
    this.at = end;
    const boards = this.number(), columns = this.number();
    const lengths = Array.from({ length: columns }, () => Array.from({ length: boards }, () => this.number()));
    let start = this.at;
    this.starts = lengths.map((column) => column.map((length) => (start += length) - length));
  }

  /* One integer: groups of seven bits, the lowest first; the lowest bit of all is the sign. */
  number() {
    let value = 0, scale = 1, byte;
    do {
      byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  /* Read a board from here on. */
  begin(board) {
    this.board = board;
    this.next = 0;
  }

  numbers(count) {
    this.at = this.starts[this.next++][this.board];
    return Array.from({ length: count }, () => this.number());
  }

  differences(count) {
    let value = 0;
    return this.numbers(count).map((step) => (value += step));
  }

  sparse(count) {
    const [others] = this.numbers(1);
    const gaps = this.numbers(others), found = this.numbers(others);
    const values = new Array(count).fill(0);
    let place = -1;
    gaps.forEach((gap, i) => { values[place += gap + 1] = found[i]; });
    return values;
  }

  /* Texts, with the template of each in `kinds` and its numbers in `slots`. */
  texts(count, minus = MINUS) {
    const kinds = this.numbers(count);
    const numbers = this.numbers(kinds.reduce((sum, kind) => sum + this.templates[kind].length - 1, 0));
    const last = new Map();
    let place = 0;
    const slots = kinds.map((kind) => {
      const wide = this.templates[kind].length - 1;
      const before = (wide > 1 && last.get(kind)) || [];
      const found = numbers.slice(place, place += wide).map((step, i) => step + (before[i] || 0));
      last.set(kind, found);
      return found;
    });
    const write = (value) => (value < 0 ? minus + -value : value);
    const texts = kinds.map((kind, i) =>
      this.templates[kind].reduce((text, piece, n) => text + write(slots[i][n - 1]) + piece));
    return Object.assign(texts, { kinds, slots });
  }

  ids(count) {
    return this.texts(count, "-");
  }

  /* One coordinate of rows, each with its track, its track's kind, its keyframe and its cell. */
  places(rows) {
    const kinds = [...new Set(rows.map((row) => row.kind))];
    const pitches = this.numbers(2 * kinds.length);
    const steps = this.sparse(rows.length);
    const lattices = new Map(kinds.map((kind, n) => [kind, { pitch: pitches.slice(2 * n), cell: [], value: 0 }]));
    const at = new Map(), ways = new Map();
    return rows.map(({ track, kind, keyframe, cell }, i) => {
      const lattice = lattices.get(kind), way = `${kind} ${keyframe}`;
      let value = steps[i];
      if (at.has(track)) value += at.get(track) + (ways.get(way) || 0);
      else {
        value += lattice.value;
        for (let n = 0; n < Math.min(cell.length, lattice.cell.length); n++)
          value += lattice.pitch[n] * (cell[n] - lattice.cell[n]);
      }
      if (at.has(track)) ways.set(way, value - at.get(track));
      Object.assign(lattice, { cell, value });
      at.set(track, value);
      return value;
    });
  }
}

/* The nth of the boards that were packed together. */
function unpack(columns, number) {
  columns.begin(number);
  const [title, subtitle] = columns.texts(2);
  const [description] = columns.ids(1);
  const [x, y, width, height, poster, keyframes] = columns.numbers(6);
  const board = { title, subtitle, header: [title, subtitle], description, view: [x, y, width, height], poster, times: 1 };
  board.durations = columns.differences(keyframes);
  board.steps = columns.differences(keyframes);
  board.captions = columns.texts(keyframes);
  unpackTracks(columns, board);
  const index = new Map(board.tracks.map(([name], i) => [name, i]));
  const find = (name) => index.get(name) ?? -1;

  const count = () => columns.numbers(1)[0];
  const sums = count();
  const cells = columns.ids(sums).map(find), called = columns.texts(sums), values = columns.texts(sums);
  const lengths = columns.numbers(sums);
  const terms = lengths.reduce((sum, length) => sum + length, 0);
  const texts = columns.texts(terms), products = columns.texts(terms);
  const sources = columns.ids(terms).map(find), weights = columns.ids(terms).map(find);
  let term = 0;
  const value = (i) => (values[i] === SAME ? lastText(board, cells[i]) : values[i]);
  board.sums = cells.map((cell, i) => [cell, called[i], value(i), Array.from({ length: lengths[i] }, () =>
    [texts[term], products[term], sources[term], weights[term++]])]);

  const tables = count();
  const captions = columns.texts(tables), sides = columns.numbers(2 * tables);
  const all = sides.reduce((sum, side, i) => sum + (i % 2 ? side * sides[i - 1] : 0), 0);
  const shown = columns.ids(all).map((name) => (name ? [find(name), lastText(board, find(name))] : null));
  board.tables = captions.map((caption, t) => [caption, Array.from({ length: sides[2 * t] }, () =>
    shown.splice(0, sides[2 * t + 1]))]);
  return board;
}

function unpackTracks(columns, board) {
  const [count] = columns.numbers(1);
  let keyframe = 0;
  const keyframes = [0, ...columns.sparse(count - 1)].map((step) => (keyframe += step));
  const ids = columns.ids(count);
  const index = new Map([...new Set(ids)].map((name, i) => [name, i]));
  const find = (name) => index.get(name) ?? -1;
  const lasts = columns.numbers(count);
  const frames = columns.numbers(count);
  const words = frames.map((frame) => (frame ? columns.frames[frame - 1][2].split("<text").length - 1 : 0));
  const texts = [0, 1].map((nth) => columns.texts(words.filter((number) => number > nth).length));
  const rows = frames.map((frame, i) => ({
    frame, track: find(ids[i]), keyframe: keyframes[i], lasts: lasts[i],
    kind: ids.kinds[i], cell: ids.slots[i].slice(-2),
    texts: texts.slice(0, words[i]).map((column) => column.shift()),
  }));
  const there = rows.filter((row) => row.frame);
  const xs = columns.places(there), ys = columns.places(there);
  const sources = columns.ids(there.length).map(find), targets = columns.ids(there.length).map(find);

  const looks = new Map();
  const look = (frame, row) => {
    const key = JSON.stringify([frame, ...row.texts]);
    if (!looks.has(key)) looks.set(key, looks.size);
    return looks.get(key);
  };
  const gone = [GONE, 0, 0, -1, -1];
  rows.forEach((row) => { row.state = gone; });
  there.forEach((row, i) => {
    row.state = [look(row.frame - 1, row), xs[i] / 2, ys[i] / 2, sources[i], targets[i]];
  });
  board.frames = columns.frames.map(([name, , markup]) => [name, markup]);
  board.looks = [...looks.keys()].map((key) => {
    const [frame, ...words] = JSON.parse(key);
    return [frame, columns.frames[frame][1], ...words];
  });
  const names = [...index.keys()];
  const rowsOf = names.map(() => []);
  for (const row of rows) rowsOf[row.track].push(row);
  board.tracks = rowsOf.map((own, track) => {
    const flat = [names[track]];
    let base = gone;
    own.forEach((row, i) => {
      flat.push(row.keyframe, ...row.state);
      const end = row.keyframe + row.lasts;
      if (!row.lasts) base = row.state;
      else if (own[i + 1]?.keyframe !== end) flat.push(end, ...base);
    });
    return flat;
  });
}

/* What an element says when it says something last. */
function lastText(board, track) {
  const rows = board.tracks[track];
  for (let row = rows.length - ROW; row > 0; row -= ROW)
    if (rows[row + LOOK] !== GONE) return board.looks[rows[row + LOOK]][2] ?? "";
  return "";
}
