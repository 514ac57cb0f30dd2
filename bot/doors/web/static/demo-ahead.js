// A field with suggestions, after the ARIA pattern: arrows choose, Tab or Enter takes, Escape puts the list away.
"use strict";

class Ahead {
  constructor(input, address) {
    this.input = input;
    this.list = document.getElementById(input.getAttribute("aria-controls"));
    this.address = address;
    this.found = [];
    this.at = -1;
    this.asked = 0;
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    input.addEventListener("click", () => !("line" in input.dataset) && this.ask());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take([...this.list.children].indexOf(event.target.closest("li"))));
  }

  async ask() {
    const mine = ++this.asked;
    const text = this.input.value.slice(0, this.input.selectionEnd);
    this.show(this.found.filter((option) => option.value.startsWith(text))); // nothing old is taken while the new is on its way
    try {
      const answer = await fetch(this.address(this.input.dataset.suggest, text));
      const found = answer.ok ? await answer.json() : [];
      if (mine === this.asked && document.activeElement === this.input) this.show(found);
    } catch { this.close(); }
  }

  show(found) {
    this.found = found;
    this.at = -1;
    this.list.replaceChildren(...found.map((option, number) => {
      const item = document.createElement("li");
      item.id = `${this.list.id}-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const label = document.createElement("span");
      label.textContent = option.label;
      const hint = document.createElement("span");
      hint.className = "hint";
      hint.textContent = option.hint;
      item.append(label, hint);
      return item;
    }));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.asked++;
    this.show([]);
  }

  move(by) {
    const count = this.found.length;
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = this.at < 0 && by < 0 ? count - 1 : (this.at + by + count) % count;
    const item = this.list.children[this.at];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  take(number) {
    const option = this.found[number];
    if (!option) return;
    const rest = this.input.value.slice(this.input.selectionEnd);
    this.input.value = option.value + rest.trimStart();
    this.input.setSelectionRange(option.value.length, option.value.length);
    this.close();
    if ("line" in this.input.dataset) this.ask();
  }

  key(event) {
    const open = this.found.length > 0;
    if (event.key === "ArrowDown" && !open) {
      event.preventDefault();
      this.ask();
    } else if (!open) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.take(this.at);
    } else if (event.key === "Tab" && !event.shiftKey && (this.at >= 0 || "line" in this.input.dataset)) {
      event.preventDefault();
      this.take(Math.max(this.at, 0));
    }
  }
}
