/* Sentences in the page's language, which stand here in English, with named places: say("row {n}", { n }). */

const LANGUAGE = JSON.parse(document.getElementById("language")?.textContent ?? '{"messages": {}}');

function say(text, places = {}) {
  return filled(LANGUAGE.messages[text]?.[0] ?? text, places);
}

/* The first text where n is 1, else the second; another language may have other forms for other counts. */
function sayCount(one, many, n, places = {}) {
  const { messages, forms } = LANGUAGE, found = messages[one];
  const text = found ? found[forms[n] ?? forms[100 + n % 100]] : n === 1 ? one : many;
  return filled(text, { n, ...places });
}

/* One after the other. */
function listed(words) {
  return words.reduce((most, last) => say("{most}, {last}", { most, last }));
}

function filled(text, places) {
  return text.replace(/\{(\w+)\}/g, (_, name) => places[name]);
}
