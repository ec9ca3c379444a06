/* The numbers as tables, for readers who don't see the picture or don't point. */

class Tables {
  constructor(player) {
    this.player = player;
    player.addEventListener("opened", () => this.draw(player.board.tables));
    player.addEventListener("rewritten", () => this.written.forEach((write) => write()));
    player.addEventListener("chosen", () => {
      for (const button of document.querySelectorAll(".tables button"))
        button.setAttribute("aria-pressed", button.track === player.chosen);
    });
    const home = $("tables");
    home.addEventListener("click", ({ target }) => this.choose(target));
    for (const [enter, leave, by] of [["focusin", "focusout", "focus"], ["pointerover", "pointerout", "pointer"]]) {
      home.addEventListener(enter, ({ target }) => player.glance(target.track ?? -1, by));
      home.addEventListener(leave, () => player.glance(-1, by));
    }
  }

  /* A number that isn't in the picture, like a bias, can be changed all the same. */
  choose({ track, leaf }) {
    if (leaf) this.player.editing.offer(leaf);
    else if (track !== undefined) this.player.choose(track);
  }

  draw(tables) {
    this.written = [];
    $("tables").querySelector(".tables").replaceChildren(...tables.map(([name, rows]) => {
      const table = document.createElement("table");
      table.createCaption().textContent = name;
      const head = table.createTHead().insertRow();
      head.insertCell().className = "corner";
      rows[0].forEach((_, x) => this.heading(head, "col", x));
      const body = table.createTBody();
      rows.forEach((cells, y) => {
        const row = body.insertRow();
        this.heading(row, "row", y);
        cells.forEach((cell, x) => {
          const place = row.insertCell();
          if (cell) place.append(this.button(cell, { map: name, row: y, column: x }));
        });
      });
      const box = document.createElement("div");
      box.append(table);
      return box;
    }));
  }

  heading(row, scope, text) {
    const cell = document.createElement("th");
    cell.scope = scope;
    cell.textContent = text;
    row.append(cell);
  }

  button([track, text, leaf], place) {
    const button = document.createElement("button");
    button.type = "button";
    if (leaf) button.leaf = leaf;
    else button.track = track;
    button.setAttribute("aria-pressed", false);
    this.written.push(() => {
      button.textContent = this.player.numbers.write(text);
      const number = button.textContent || say("no number");
      // For translators: {map} is like "input", {number} is what stands there.
      button.setAttribute("aria-label", say("{map}, row {row}, column {column}: {number}", { ...place, number }));
    });
    this.written.at(-1)();
    return button;
  }
}
