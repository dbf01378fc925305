// Filters the districts on the first page while somebody types. All that it knows stands on the page:
// names, kana, romaji (in addresses), blocs (headings) and desks with their
// categories and numbers (the lists further down).
"use strict";
(() => {
  const form = document.getElementById("search");
  const typed = document.getElementById("q");
  const found = document.getElementById("found");
  const groups = [...document.querySelectorAll(".group")];
  const kind = form.dataset.kind;

  // ｳｷｼﾏ, ウキシマ and UKISHIMA as うきしま and ukishima; long vowels however romaji write them.
  const plain = text => text.normalize("NFKC").toLowerCase().replace(/[\s・、,]+/g, "")
    .replace(/[ァ-ヶ]/g, kana => String.fromCharCode(kana.charCodeAt(0) - 0x60));
  const romaji = text => text.replace(/o[uoh](?![aiueo])|ō/g, "o").replace(/u[uh](?![aiueo])|ū/g, "u").replace(/-/g, "");

  const districts = groups.flatMap(group => [...group.querySelectorAll("a")].map(link => {
    const kana = link.cloneNode(true);
    kana.querySelectorAll("ruby").forEach(ruby => ruby.replaceWith(ruby.querySelector("rt").textContent));
    const name = link.cloneNode(true);
    name.querySelectorAll("rt, rp").forEach(one => one.remove());
    const page = link.getAttribute("href");
    const bloc = group.hasAttribute("data-bloc") ? plain(group.querySelector("h2").textContent) : "";
    return {
      page, link, item: link.parentElement, name: plain(name.textContent), kana: plain(kana.textContent), bloc,
      romaji: romaji(page.replace(/\.html$/, "")), desks: [],
    };
  }));
  const bare = text => plain(text).replace(/-/g, "");
  let category = "";
  for (const desk of document.querySelectorAll("#desks h3, #desks details")) {
    if (desk.matches("h3")) { category = bare(desk.textContent); continue; }
    const pages = new Set([...desk.querySelectorAll(".districts a")].map(link => link.getAttribute("href")));
    const words = ["summary", ".tel"].map(part => bare(desk.querySelector(part).textContent));
    for (const one of districts) if (!pages.size || pages.has(one.page)) one.desks.push(category, ...words);
  }

  // Who is meant: by its own names, else by its bloc, else by its desks; exactly, where one is called just so.
  const search = () => {
    const whole = plain(typed.value);
    const short = whole.endsWith(kind) && whole !== kind ? whole.slice(0, -kind.length) : whole;
    const latin = romaji(short);
    const ways = [
      one => one.name.includes(short) || one.kana.includes(short) || (latin && one.romaji.includes(latin)),
      one => one.bloc.includes(short),
      one => bare(short) && one.desks.some(desk => desk.includes(bare(short))),
    ];
    const hits = short ? ways.map(way => districts.filter(way)).find(list => list.length) || [] : [];
    const exact = hits.filter(one => one.name === short || one.kana === short || one.romaji === latin);
    return { hits, best: exact.length ? exact : hits };
  };

  const filter = () => {
    const { hits, best } = search();
    for (const one of districts) {
      one.item.hidden = hits.length > 0 && !hits.includes(one);
      one.link.classList.toggle("hit", best.includes(one));
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    const none = typed.value.trim() ? "見つかりません。一覧からも、えらべます" : "";
    found.textContent = hits.length ? `${hits.length}${kind}が見つかりました` : none;
    return best;
  };

  typed.addEventListener("input", filter);
  form.addEventListener("submit", event => {
    event.preventDefault();
    const best = filter();
    if (best.length === 1) location.href = best[0].page;
    else (best.length ? best[0].link : typed).focus();
  });
  form.hidden = false;
  if (typed.value) filter();
})();
