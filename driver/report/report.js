(function () {
  "use strict";
  var table = document.getElementById("findings");
  if (table) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var filters = ["check", "level", "folder"];
    var search = document.getElementById("search");
    var show = function () {
      var wanted = search.value.toLowerCase(), count = 0;
      rows.forEach(function (row) {
        var fits = filters.every(function (name) {
          var value = document.getElementById(name).value;
          return !value || row.dataset[name] === value;
        }) && row.textContent.toLowerCase().indexOf(wanted) >= 0;
        row.hidden = !fits;
        count += fits;
      });
      document.getElementById("count").textContent = count + " shown";
    };
    filters.concat("search").forEach(function (name) {
      document.getElementById(name).addEventListener("input", show);
    });
    document.forms[0].addEventListener("submit", function (event) { event.preventDefault(); });
    show();
    return;
  }
  var steps = document.querySelectorAll(".step"), byNumber = [];
  steps.forEach(function (step) { byNumber[Number(step.id.slice(4))] = step; });
  var at = 0;
  document.addEventListener("keydown", function (event) {
    var next = event.key === "j" ? at + 1 : event.key === "k" ? at - 1 : 0;
    if (!byNumber[next])
      return;
    if (byNumber[at])
      byNumber[at].classList.remove("current");
    at = next;
    byNumber[at].classList.add("current");
    byNumber[at].scrollIntoView({block: "center"});
  });
})();
