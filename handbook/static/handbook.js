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

  // The list is the index: what a claim or a page is found by stands at its entry.  Words find, filters narrow claims.
  function search(form) {
    const filters = ["quantity", "regime", "verdict", "source"];
    const separators = { quantity: " ", source: "|" };
    const FIRST = 60; // results that are shown before one asks for the rest
    const found = document.getElementById("found");
    const results = document.getElementById("results");
    const list = results.querySelector("ol");
    const more = document.getElementById("more");
    const shelf = document.getElementById("claims");
    const groups = [...shelf.querySelectorAll("details")];
    const items = [...shelf.querySelectorAll("li")];
    const pages = [...document.getElementById("pages").querySelectorAll("li")];
    let entries = null; // read when the first word is typed
    let folded = null; // which groups were open before a filter opened all
    let rest = [];

    function read() {
      entries = entries || [...items, ...pages].map((item) => ({
        item,
        claim: "verdict" in item.dataset,
        texts: [
          plain(item.querySelector("a").textContent),
          plain(`${item.dataset.typed} ${item.querySelector(".statement").textContent}`),
          plain(`${item.dataset.words || ""} ${item.dataset.verdict || "page"}`),
        ],
      }));
      return entries;
    }
    function fromUrl() {
      const wanted = new URLSearchParams(location.search);
      for (const name of ["q", ...filters]) {
        const field = form.elements[name];
        field.value = wanted.get(name) || "";
        if (field.value !== (wanted.get(name) || "")) field.value = "";
      }
    }
    function chosen(item) {
      return filters.every((name) => {
        const value = form.elements[name].value;
        const own = item.dataset[name];
        return !value || (own !== undefined && (separators[name] ? own.split(separators[name]).includes(value) : own === value));
      });
    }
    function apply() {
      const words = wordsOf(form.elements.q.value);
      const narrowed = filters.some((name) => form.elements[name].value);
      results.hidden = !words.length;
      shelf.hidden = Boolean(words.length);
      if (words.length) rank(words);
      else browse(narrowed);
    }
    function rank(words) {
      const among = read().filter((entry) => chosen(entry.item));
      let hits = best(among, words, true);
      const all = hits.length > 0 || words.length < 2;
      if (!all) hits = best(among, words, false);
      rest = hits.map((hit) => hit.item);
      list.replaceChildren();
      showRest(FIRST);
      const claims = hits.filter((hit) => hit.claim).length;
      const others = hits.length - claims;
      found.textContent = `${claims} of ${items.length} claims`
        + (others ? ` and ${others} ${others === 1 ? "page" : "pages"}` : "") + (all ? "" : "; none has all of these words");
    }
    function showRest(count) {
      list.append(...rest.splice(0, count).map((item) => item.cloneNode(true)));
      more.hidden = !rest.length;
      more.textContent = `Show the other ${rest.length}`;
    }
    function browse(narrowed) {
      if (narrowed && !folded) folded = groups.map((group) => group.open);
      let count = 0;
      groups.forEach((group, k) => {
        let here = 0;
        group.querySelectorAll("li").forEach((item) => {
          item.hidden = narrowed && !chosen(item);
          here += !item.hidden;
        });
        group.hidden = !here;
        if (narrowed) group.open = true;
        else if (folded) group.open = folded[k];
        count += here;
      });
      if (!narrowed) folded = null;
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
    function openGroup() { // a link to a letter opens its claims
      const group = groups.find((one) => `#${one.id}` === location.hash);
      if (group) group.open = true;
    }
    form.hidden = false;
    more.addEventListener("click", () => {
      const next = list.children.length;
      showRest(rest.length);
      list.children[next].querySelector("a").focus();
    });
    form.addEventListener("input", () => { apply(); toUrl(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { apply(); toUrl(); form.elements.q.focus(); }));
    addEventListener("popstate", () => { fromUrl(); apply(); });
    addEventListener("pageshow", () => { fromUrl(); apply(); }); // the browser may have put back what was typed
    addEventListener("hashchange", openGroup);
    fromUrl();
    apply();
    openGroup();
    if (location.search && !scrollY) form.scrollIntoView();
  }

  // Search by what is read or by what is typed: "rho" finds the letter, "->" the arrow, "n^2" what is raised.
  function plain(text) {
    const letters = { α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "eps", ζ: "zeta", η: "eta", θ: "theta", κ: "kappa", λ: "lambda",
      μ: "mu", π: "pi", ρ: "rho", σ: "sigma", τ: "tau", φ: "phi", ψ: "psi", ω: "omega", Γ: "gamma", Δ: "delta", Λ: "lambda", Ω: "omega", "→": "->", "≤": "<=",
      "≥": ">=", "≠": "!=", "\u2212": "-", "∞": "oo", "√": "sqrt" };
    return text.toLowerCase().replace(/[^\x00-\x7f]/g, (letter) => letters[letter] || letter);
  }

  // The words of a query: a plural is sought as its singular, and what every sentence has is left out beside other words.
  function wordsOf(query) {
    const filling = new Set(["a", "an", "and", "do", "does", "for", "how", "in", "is", "of", "on", "the", "to", "what", "which", "with"]);
    const all = plain(query).split(/[\s,;]+/).filter(Boolean);
    const telling = all.filter((word) => !filling.has(word));
    return (telling.length ? telling : all).map((word) => {
      if (/^[a-z]{3,}ies$/.test(word)) return word.slice(0, -3);
      return /^[a-z]{2,}[^siu]s$/.test(word) ? word.slice(0, -1) : word;
    });
  }

  // Best first, equals in the order of the list; `every`: an entry has to have all of the words.  A page leads where it is named so.
  function best(entries, words, every) {
    const phrase = words.join(" ");
    return entries.map((entry) => {
      const each = words.map((word) => Math.max(...entry.texts.map((text, k) => weigh(text, word, k))));
      const named = !entry.claim && words.every((word) => weigh(entry.texts[0], word, 0) || weigh(entry.texts[1], word, 1));
      const hits = each.filter(Boolean).length;
      if (!hits || (every && hits < words.length)) return { score: 0 };
      const whole = words.length > 1 && entry.texts.some((text) => text.includes(phrase));
      const score = each.reduce((sum, one) => sum + one) + 1000 * hits + 25 * whole + 8 * named;
      return { item: entry.item, claim: entry.claim, score };
    }).filter((hit) => hit.score > 0).sort((one, other) => other.score - one.score);
  }

  // How well a word fits a text: as the whole, as a word of it, at the start of one, within one (a number or a short word never); of an id, a title, other words.
  function weigh(text, word, place) {
    const worth = [[100, 40, 30, 6], [100, 24, 16, 5], [100, 12, 8, 2]][place];
    if (text === word) return worth[0];
    let value = 0;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const before = text[at - 1] || " ";
      const after = text.slice(at + word.length, at + word.length + 2);
      const starts = !/[a-z0-9]/.test(before) && !(/\d/.test(word[0]) && before === ".");
      const digits = /\d$/.test(word) && /^\d|^\.\d/.test(after); // 2.1 is not 2.12, nor is 2 the number 2.1
      if (starts && !digits && !/^[a-z0-9]/.test(after.replace(/^s(?![a-z0-9])/, ""))) return worth[1];
      if (starts && !digits) value = worth[2];
      else if (!digits && !/^([\d.]+|[a-z]{1,4})$/.test(word)) value = Math.max(value, worth[3]);
    }
    return value;
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
