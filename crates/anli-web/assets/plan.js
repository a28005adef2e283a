// A file that is too large is told before it is sent.

const file = document.getElementById("file");
file?.addEventListener("change", () => {
  const large = [...file.files].some(({ size }) => size > Number(file.dataset.max));
  file.setCustomValidity(large ? file.dataset.tooLarge : "");
  file.reportValidity();
});
