const form = document.querySelector("form");
const key = document.querySelector("input");
const answer = document.querySelector("output");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  answer.textContent = "";
  try {
    const response = await fetch("./api/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key: key.value }),
    });
    if (response.ok) {
      location.reload();
    } else {
      answer.textContent = (await response.json()).detail;
    }
  } catch {
    answer.textContent = "The server cannot be reached.";
  }
});
