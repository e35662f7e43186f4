(() => {
  'use strict';

  /** Buttons do nothing without a script, and are not shown without one. */
  const showButtons = within => {
    for (const button of within.querySelectorAll('button[data-copy]')) {
      button.hidden = false;
    }
  };

  const copy = async button => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector('code'));
      button.textContent = 'Selected';
    }
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  };

  document.addEventListener('click', event => {
    const button = event.target.closest('button[data-copy]');
    if (button) {
      copy(button);
    }
  });
  showButtons(document);

  if (!document.documentElement.dataset.live) {
    return;
  }

  const part = async (address, id) => {
    const answer = await fetch(address, {cache: 'no-store'});
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    return new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(id);
  };

  /** Whoever reads, or is about to copy, is not disturbed. */
  const isSelecting = () => {
    const selection = getSelection();
    return !selection.isCollapsed && document.getElementById('content').contains(selection.anchorNode);
  };

  const replaceContent = async () => {
    const next = await part(location.pathname, 'content');
    const old = document.getElementById('content');
    const href = old.contains(document.activeElement) && document.activeElement.getAttribute('href');
    showButtons(next);
    old.replaceWith(next);
    if (href) {
      next.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({preventScroll: true});
    }
  };

  const look = async () => {
    const head = document.getElementById('head');
    let pause = document.querySelector('.copies') ? 1000 : 2000;
    try {
      if (!document.hidden) {
        const next = await part(head.dataset.from, 'head');
        if (next.dataset.version !== head.dataset.version) {
          if (isSelecting()) {
            next.dataset.version = head.dataset.version;
          } else {
            await replaceContent();
          }
        }
        head.replaceWith(next);
        pause = next.querySelector('.copies') ? 1000 : 2000;
      }
    } catch {
      head.querySelector('.stale').textContent = 'No answer; what is shown may be old.';
    }
    setTimeout(look, pause);
  };
  setTimeout(look, 1000);
})();
