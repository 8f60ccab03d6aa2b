// Search and filters, which live in the URL; buttons that copy; folded parts open for printing.  Pages read well without.
"use strict";
(() => {
  const form = document.getElementById("filters");
  if (form) search(form);
  if (navigator.clipboard) document.querySelectorAll("figure.code").forEach(addCopy);
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((part) => { part.open = true; });
    document.querySelectorAll(".formula > math").forEach(fitPaper);
  });
  addEventListener("afterprint", () => {
    opened.forEach((part) => { part.open = false; });
    document.querySelectorAll(".formula > math").forEach((math) => { math.style.fontSize = ""; });
  });

  // Paper does not scroll: a long formula gets smaller letters, and where nobody could read them a note stands instead.
  // 15 px is a formula's size on paper, 600 px the narrowest text.
  function fitPaper(math) {
    let size = 15;
    for (let k = 0; k < 3; k += 1) { // small letters do not shrink evenly
      math.style.fontSize = `${size}px`;
      const boxes = [...math.querySelectorAll("*")].map((part) => part.getBoundingClientRect());
      const width = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left));
      if (!(width > 600)) break;
      size *= 595 / width;
    }
    math.style.fontSize = `${size}px`;
    math.parentElement.classList.toggle("too-long", size < 4);
  }

  function search(form) {
    const items = [...document.querySelectorAll("#claims > li")];
    const texts = items.map((item) => plain(`${item.textContent} ${item.dataset.typed}`));
    const found = document.getElementById("found");
    const shelf = document.getElementById("pages"); // pages on quantities and laws: found by words alone
    const pages = [...shelf.querySelectorAll("li")];
    const titles = pages.map((page) => plain(`${page.textContent} ${page.dataset.typed}`));
    const filters = ["quantity", "regime", "verdict", "source"];
    const separators = { quantity: " ", source: "|" };

    function fromUrl() {
      const wanted = new URLSearchParams(location.search);
      for (const name of ["q", ...filters]) {
        const field = form.elements[name];
        field.value = wanted.get(name) || "";
        if (field.value !== (wanted.get(name) || "")) field.value = "";
      }
    }
    function apply() {
      const words = plain(form.elements.q.value).split(/\s+/).filter(Boolean);
      let count = 0;
      items.forEach((item, k) => {
        const chosen = filters.every((name) => {
          const value = form.elements[name].value;
          const own = item.dataset[name];
          return !value || (separators[name] ? own.split(separators[name]).includes(value) : own === value);
        });
        item.hidden = !(chosen && words.every((word) => texts[k].includes(word)));
        count += !item.hidden;
      });
      pages.forEach((page, k) => { page.hidden = !words.every((word) => titles[k].includes(word)); });
      shelf.hidden = !words.length || pages.every((page) => page.hidden);
      found.textContent = count === items.length ? `${count} claims` : `${count} of ${items.length} claims`;
    }
    function toUrl() {
      const wanted = new URLSearchParams();
      for (const name of ["q", ...filters]) {
        const value = form.elements[name].value;
        if (value) wanted.set(name, value);
      }
      const query = wanted.toString();
      history.replaceState(null, "", query ? `?${query}` : location.pathname);
    }
    form.hidden = false;
    form.addEventListener("input", () => { apply(); toUrl(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { apply(); toUrl(); form.elements.q.focus(); }));
    addEventListener("popstate", () => { fromUrl(); apply(); });
    addEventListener("pageshow", () => { fromUrl(); apply(); }); // the browser may have put back what was typed
    fromUrl();
    apply();
  }

  // Search by what is read or by what is typed: "rho" finds the letter, "->" the arrow, "n^2" what is raised.
  function plain(text) {
    const letters = { α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "eps", ζ: "zeta", η: "eta", θ: "theta", κ: "kappa", λ: "lambda",
      μ: "mu", π: "pi", ρ: "rho", σ: "sigma", τ: "tau", φ: "phi", ψ: "psi", ω: "omega", Γ: "gamma", Ω: "omega", "→": "->", "≤": "<=",
      "≥": ">=", "≠": "!=", "\u2212": "-", "∞": "oo", "√": "sqrt" };
    return text.toLowerCase().replace(/[^\x00-\x7f]/g, (letter) => letters[letter] || letter);
  }

  function addCopy(figure) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${figure.querySelector("figcaption").textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(figure.querySelector("code").textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    figure.querySelector("figcaption").append(button);
  }
})();
