/* The stage: the picture at a keyframe, in one of its arrangements, and the way from one keyframe to the next.

   What is in the picture is always exactly the keyframe that was asked for. Motion is laid over it by the
   browser's own animations and by copies in a layer of effects, and can be thrown away at any time. */

const ROW = 6, KEYFRAME = 0, LOOK = 1, X = 2, Y = 3, FROM = 4, TO = 5;
const GONE = -1;
const MOST_MOVING = 500; // past this many changes at once motion stutters: the next keyframe is just there
const EASING = "cubic-bezier(.4, 0, .2, 1)";

function svg(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/* A track whose rows are all as much further on. */
function moved(track, [x, y]) {
  return track.map((value, i) => (i && (i - 1) % ROW === X ? value + x : i && (i - 1) % ROW === Y ? value + y : value));
}

class Stage {
  constructor(picture) {
    this.picture = picture;
  }

  /* Show another board; nothing of the last one stays. `answers` says of a track whether a click on it does. */
  open(board, numbers, answers) {
    this.board = board;
    this.numbers = numbers;
    this.answers = answers;
    this.at = -1;
    this.nodes = board.tracks.map(() => null);
    this.prototypes = [];
    this.layers = new Map();
    for (const z of [...new Set(board.looks.map((look) => look[1]))].sort((a, b) => a - b))
      this.layers.set(z, svg("g", {}));
    this.effects = svg("g", { class: "effects" });
    this.marks = svg("g", {});
    this.picture.replaceChildren(...this.layers.values(), this.effects, this.marks);
    this.narrow = null;
    this.arrange(false);
  }

  /* Put everything where the wide or the narrow arrangement has it; returns whether it stood elsewhere. */
  arrange(narrow) {
    if (narrow === this.narrow) return false;
    const { view, moves, of, tracks } = narrow ? this.board.narrow : this.board;
    this.narrow = narrow;
    this.view = view;
    this.tracks = narrow ? this.board.tracks.map((track, i) => tracks[i] ?? moved(track, moves[of[i]])) : tracks;
    this.picture.setAttribute("viewBox", view.join(" "));
    this.picture.style.setProperty("--width", view[2]); // the largest that it is on paper
    return true;
  }

  /* The track's row that holds at a keyframe, as [keyframe, look, x, y, from, to]; null while it isn't there. */
  row(track, keyframe) {
    const rows = this.tracks[track];
    let low = 0, high = (rows.length - 1) / ROW;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[1 + middle * ROW + KEYFRAME] <= keyframe) low = middle + 1;
      else high = middle;
    }
    if (!low) return null;
    const row = rows.slice(1 + (low - 1) * ROW, 1 + low * ROW);
    return row[LOOK] === GONE ? null : row;
  }

  /* Put the picture into the state of a keyframe; with ms, what is new takes so long to come. */
  show(keyframe, ms = 0) {
    this.settle();
    const changes = [];
    this.nodes.forEach((node, track) => {
      const row = this.row(track, keyframe);
      if (!row && !node) return;
      if (row && node && row.every((value, i) => i === KEYFRAME || value === node.row[i])) return;
      changes.push({ track, row, before: node && node.row, copy: null });
    });
    const moving = ms && keyframe === this.at + 1 && changes.length <= MOST_MOVING;
    for (const change of changes) {
      const node = this.nodes[change.track];
      if (moving && node) change.copy = this.copy(node);
      this.put(change.track, change.row);
    }
    this.at = keyframe;
    if (moving) for (const change of changes) this.ease(change, ms);
  }

  /* Write all numbers anew, since others have been put in. */
  refresh() {
    this.settle();
    this.prototypes = [];
    for (const node of this.nodes) if (node) this.draw(node, node.row[LOOK]);
  }

  /* The tracks of what came or changed in this keyframe. */
  happening() {
    return [...this.nodes.keys()].filter((track) => this.nodes[track]?.row[KEYFRAME] === this.at);
  }

  /* End all motion at once. */
  settle() {
    for (const animation of this.picture.getAnimations({ subtree: true })) animation.cancel();
    this.effects.replaceChildren();
  }

  put(track, row) {
    let node = this.nodes[track];
    if (!row) {
      node.group.remove();
      this.nodes[track] = null;
      return;
    }
    if (!node) {
      const group = svg("g", { "data-id": this.board.tracks[track][0] });
      node = this.nodes[track] = { group, track, row: [] };
      group.track = track;
      if (this.answers(track)) group.style.cursor = "pointer";
    }
    if (node.row[LOOK] !== row[LOOK]) {
      this.draw(node, row[LOOK]);
      const layer = this.layers.get(this.board.looks[row[LOOK]][1]);
      if (node.group.parentNode !== layer) this.insert(layer, node.group);
    }
    if (node.row[X] !== row[X] || node.row[Y] !== row[Y])
      node.group.setAttribute("transform", `translate(${row[X]} ${row[Y]})`);
    node.row = row;
  }

  /* Draw an element; one that is chosen not to be there now is left empty. */
  draw({ group }, look) {
    const drawing = this.drawing(look);
    group.setAttribute("class", drawing.getAttribute("class"));
    group.replaceChildren(...drawing.cloneNode(true).childNodes);
    if (this.masked?.has(group.track)) group.querySelector("text").textContent = "?";
  }

  /* In each layer elements keep the order of their tracks, whichever came last. */
  insert(layer, group) {
    let next = null, last = layer.lastChild;
    while (last && last.track > group.track) [next, last] = [last, last.previousSibling];
    layer.insertBefore(group, next);
  }

  /* What a look draws; markup comes from the board's frames, texts are only ever set as text. */
  drawing(look) {
    if (!this.prototypes[look]) {
      const [chosen, , ...texts] = this.board.looks[look];
      const [name, markup, fits] = this.board.frames[chosen < 0 ? this.choice(-1 - chosen) : chosen];
      const group = svg("g", { class: name });
      group.innerHTML = markup;
      group.querySelectorAll("text").forEach((text, i) => {
        text.textContent = this.numbers.write(texts[i]);
        if (fits?.[i]) this.fit(text, fits[i]);
      });
      this.prototypes[look] = group;
    }
    return this.prototypes[look];
  }

  /* The frame that the numbers choose for one of the board's choices. */
  choice(number) {
    const [index, frames] = this.numbers.chosen(number);
    return this.board.alike[frames][index];
  }

  /* Set a number as large as it may be in its cell, its capitals around the same middle. */
  fit(text, fit) {
    const size = this.numbers.fitting(text.textContent, fit);
    text.setAttribute("font-size", size);
    text.setAttribute("y", Math.round(100 * (fit[2] + (size * this.numbers.data.cap) / 2)) / 100);
  }

  /* A copy for the effects, which stands for no element. */
  copy(node) {
    const copy = node.group.cloneNode(true);
    copy.removeAttribute("data-id");
    return copy;
  }

  /* Lay the motion of one change over the picture. */
  ease({ track, row, before, copy }, ms) {
    const node = this.nodes[track];
    if (!before) {
      const source = row[FROM] >= 0 && this.nodes[row[FROM]];
      const way = source ? [source.row[X] - row[X], source.row[Y] - row[Y]] : [0, 0];
      this.animate(node.group, row, way, [0, 0], [0, 1], ms);
    } else if (!row) {
      const target = before[TO] >= 0 && this.nodes[before[TO]];
      this.effects.append(copy);
      this.leave(copy, before, target, ms * 0.7);
    } else {
      const way = [before[X] - row[X], before[Y] - row[Y]];
      if (way[0] || way[1]) this.animate(node.group, row, way, [0, 0], [1, 1], ms);
      else if (before[LOOK] !== row[LOOK] && node.group.querySelector("text")) {
        this.effects.prepend(copy); // the new number shows through when what flies to it has come
        copy.animate({ opacity: [1, 1, 0] }, { duration: ms, easing: EASING }).finished.then(() => copy.remove(), () => {});
      }
      const target = row[TO] !== before[TO] && row[TO] >= 0 && this.nodes[row[TO]];
      if (target) {
        const flying = this.copy(node);
        this.effects.append(flying);
        this.leave(flying, row, target, ms);
      }
    }
  }

  /* A copy goes to its target and is gone. */
  leave(copy, row, target, ms) {
    const way = target ? [target.row[X] - row[X], target.row[Y] - row[Y]] : [0, 0];
    this.animate(copy, row, [0, 0], way, [1, 0], ms).finished.then(() => copy.remove(), () => {});
  }

  animate(group, row, start, end, opacity, ms) {
    const at = ([x, y]) => `translate(${row[X] + x}px, ${row[Y] + y}px)`;
    return group.animate({ transform: [at(start), at(end)], opacity }, { duration: ms, easing: EASING });
  }

  /* Outline elements, named by their tracks, each in the way that its kind says. */
  mark(kinds) {
    this.marks.replaceChildren();
    for (const [track, kind] of kinds) {
      const node = this.nodes[track];
      const shape = node && node.group.querySelector("path, rect");
      if (!shape) continue;
      const mark = svg("g", { transform: node.group.getAttribute("transform"), class: `mark ${kind}` });
      const copy = shape.cloneNode(true);
      for (const name of ["fill", "stroke", "stroke-width"]) copy.removeAttribute(name);
      mark.append(copy);
      this.marks.append(mark);
    }
  }
}
