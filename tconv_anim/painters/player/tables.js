/* The numbers as tables, for readers who don't see the picture or don't point. */

class Tables {
  constructor(player) {
    this.player = player;
    player.addEventListener("opened", () => this.draw(player.board.tables));
    player.addEventListener("chosen", () => {
      for (const button of document.querySelectorAll(".tables button"))
        button.setAttribute("aria-pressed", button.track === player.chosen);
    });
    const home = $("tables");
    home.addEventListener("click", ({ target }) => target.track === undefined || player.choose(target.track));
    for (const [enter, leave] of [["focusin", "focusout"], ["pointerover", "pointerout"]]) {
      home.addEventListener(enter, ({ target }) => target.track === undefined || player.glance(target.track));
      home.addEventListener(leave, () => player.glance(-1));
    }
  }

  draw(tables) {
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
          if (cell) place.append(this.button(cell, `${name}, row ${y}, column ${x}`));
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

  button([track, text], place) {
    const button = document.createElement("button");
    button.type = "button";
    button.track = track;
    button.textContent = this.player.numbers.write(text);
    button.setAttribute("aria-label", `${place}: ${button.textContent || "no number"}`);
    button.setAttribute("aria-pressed", false);
    return button;
  }
}
