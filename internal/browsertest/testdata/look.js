// Questions about the page that is shown. Each of those that end in a list gives problems, in words: none is good.

const box = element => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: x + scrollX, y: y + scrollY, width, height };
};
const words = element => element.textContent.replace(/\s+/g, ' ').trim().slice(0, 80);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// What the rules of WCAG 2, levels A and AA, say of the page; contrast is one of them. Those named are GitHub's matter.
const accessibility = async (...apart) => {
  const rules = Object.fromEntries(apart.map(rule => [rule, { enabled: false }]));
  const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], rules });
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target}: ${n.failureSummary}`));
};

// A page is as wide as the screen.
const sideways = () => {
  const wide = document.scrollingElement.scrollWidth;
  return wide > innerWidth ? [`the page is ${wide} wide, the screen ${innerWidth}`] : [];
};

// A calendar is no wider than its frame.
const cut = () => all('pre').filter(e => e.scrollWidth > e.clientWidth).map(e => `${words(e)} is ${e.scrollWidth} wide in ${e.clientWidth}`);

// These texts are seen without scrolling.
const unseen = texts => texts.filter(text => !all('h1,h2,h3,p,li,strong').some(e => {
  const b = e.getBoundingClientRect();
  return e.textContent.includes(text) && e.checkVisibility() && b.height > 0 && b.top >= 0 && b.bottom <= innerHeight;
})).map(text => `${text} isn't seen at once`);

// Folded tables are folded, and what opens them says what is in them.
const unfolded = () => all('details').flatMap(d => {
  const problems = all('table', d).filter(e => e.checkVisibility({ contentVisibilityAuto: true })).map(() => 'a table is not folded');
  if (!/\d+ \w+/.test(words(d.querySelector('summary')))) problems.push(`${words(d)} doesn't say how much it holds`);
  return problems;
});
const unfold = () => all('details').forEach(d => { d.open = true; });

// No date of a table or of a paragraph is broken into two lines.
const brokenDates = () => all('td, p').flatMap(cell => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const broken = [];
  for (let node; (node = walker.nextNode());) {
    for (const m of node.data.matchAll(/\d{4}[-\u2011]\d\d[-\u2011]\d\d/g)) {
      const range = document.createRange();
      range.setStart(node, m.index);
      range.setEnd(node, m.index + m[0].length);
      if (range.getClientRects().length !== 1) broken.push(`${m[0]} is broken in ${words(cell)}`);
    }
  }
  return broken;
});

// A link says where it leads: no two texts that are the same lead to different pages.
const vagueLinks = () => {
  const targets = new Map();
  return all('a[href]').flatMap(a => {
    const text = words(a), other = targets.get(text);
    targets.set(text, a.href);
    if (text === '' || /^https?:|^(here|link|run)$/.test(text)) return [`${a.href} is called "${text}"`];
    return other && other !== a.href ? [`"${text}" leads to ${a.href} and ${other}`] : [];
  });
};

const svg = () => document.querySelector('svg.coverage');

// Each text of the picture is in it, and on no other.
const collisions = () => {
  const frame = box(svg()), texts = all('text', svg());
  const boxes = texts.map(box);
  return texts.flatMap((text, i) => {
    const b = boxes[i], problems = [];
    if (b.x < frame.x || b.y < frame.y || b.x + b.width > frame.x + frame.width || b.y + b.height > frame.y + frame.height) problems.push(`${words(text)} leaves the picture`);
    for (let j = 0; j < i; j++) {
      const o = boxes[j];
      if (b.x < o.x + o.width && o.x < b.x + b.width && b.y + 2 < o.y + o.height && o.y + 2 < b.y + b.height) problems.push(`${words(text)} is on ${words(texts[j])}`);
    }
    return problems;
  });
};

const channels = colour => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
const luminance = colour => channels(colour).map(c => c / 255).map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ratio = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

// Texts of the picture have a contrast of 4.5 with what they stand on, signs and outlines 3. axe doesn't look into pictures.
const pale = () => {
  const ground = getComputedStyle(svg().querySelector('.ground')).fill;
  const check = (element, colour, least) => {
    const cell = element.parentElement.matches('g[class]') && element.parentElement.querySelector('rect');
    const under = cell && cell !== element ? getComputedStyle(cell).fill : ground;
    const has = ratio(colour, under === 'none' ? ground : under);
    return has < least ? [`${element.outerHTML}: ${colour} on ${under} has ${has.toFixed(2)}`] : [];
  };
  return [
    ...all('text', svg()).flatMap(e => check(e, getComputedStyle(e).fill, 4.5)),
    ...all('g path:not(.blank)', svg()).flatMap(e => check(e, getComputedStyle(e).stroke, 3)),
    ...all('g.pending rect', svg()).flatMap(e => check(e, getComputedStyle(e).stroke, 3)),
  ];
};

// The picture has a name, each day says what it is, and texts are large enough to be read: those of numbers apart, whose days say them.
const untitled = () => {
  const problems = [];
  if (!words(svg().querySelector(':scope > title')) || !svg().getAttribute('aria-label')) problems.push('the picture has no title');
  for (const day of all('g', svg())) {
    const title = day.querySelector(':scope > title');
    if (day.querySelector(':scope > rect') && title && !/^\d{4}-\d\d-\d\d: \w/.test(words(title))) problems.push(`${day.outerHTML} doesn't say what it is`);
  }
  const scale = svg().getBoundingClientRect().width / svg().viewBox.baseVal.width;
  for (const text of all('text:not(.weekday)', svg()).filter(e => !e.parentElement.matches('g[class]'))) {
    const size = parseFloat(getComputedStyle(text).fontSize) * scale;
    if (size < 8.5) problems.push(`${words(text)} has ${size.toFixed(1)} pixels`);
  }
  return problems;
};

// The signs of the legend, by state.
const legend = () => Object.fromEntries(all('svg.coverage g > g[class]').filter(g => !g.querySelector('title') && g.nextElementSibling?.matches('text'))
  .map(g => [g.getAttribute('class'), box(g.querySelector('rect'))]));

const boxOf = selector => box(document.querySelector(selector));
