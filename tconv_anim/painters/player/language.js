/* Sentences in the page's language, which stand here in English, with named places: say("row {n}", { n }). */

const { messages = {}, forms, decimal: SIGN = "." } =
  JSON.parse(document.getElementById("language")?.textContent ?? "{}");

function say(text, places) {
  return filled(messages[text]?.[0] ?? text, places);
}

/* The first text where n is 1, else the second; another language may have other forms for other counts. */
function sayCount(one, many, n, places) {
  const found = messages[one];
  return filled(found ? found[forms[n] ?? forms[100 + n % 100]] : n === 1 ? one : many, { n, ...places });
}

/* A number as the language writes it, and as JavaScript reads it. */
const signed = (text) => text.replaceAll("-", "−").replace(".", SIGN);
const plain = (text) => text.replaceAll("−", "-").replace(",", ".");

function filled(text, places) {
  return text.replace(/{(\w+)}/g, (_, name) => places[name]);
}
