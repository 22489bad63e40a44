(function () {
  var theme = localStorage.getItem('docuvault.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
