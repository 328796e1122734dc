// What a page does besides the framework: it comes back after a restart, keeps a session that is used, and remembers light or dark.
(() => {
  'use strict';

  // A lost connection is asked for every second. A Gateway that was restarted does not know the page any more: it is loaded again, and shows what its address says.
  let isComingBack = false;
  document.addEventListener('DOMContentLoaded', () => document.getElementById('components-reconnect-modal')?.addEventListener('components-reconnect-state-changed', event => {
    if (event.detail.state !== 'hide' && !isComingBack) {
      isComingBack = true;
      comeBack();
    }
  }));

  async function comeBack() {
    try {
      if ((await fetch('session', { redirect: 'manual' })).status >= 500) {
        throw new Error('it stops');
      }

      if (await Blazor.reconnect()) {
        isComingBack = false;
      } else {
        location.reload();
      }
    } catch {
      setTimeout(comeBack, 1000);
    }
  }

  // Five minutes with a press of a key or the mouse in them keep the session for another hour.
  let used = 0;
  for (const kind of ['keydown', 'pointerdown']) {
    addEventListener(kind, () => {
      const now = Date.now();
      if (now - used > 300000) {
        used = now;
        fetch('session', { redirect: 'manual' }).catch(() => {});
      }
    }, { passive: true });
  }

  window.phstudio = {
    theme: () => localStorage.getItem('phstudio-theme'),
    setTheme: theme => localStorage.setItem('phstudio-theme', theme),
    chat: () => localStorage.getItem('phstudio-test-chat') ?? '',
    setChat: chat => localStorage.setItem('phstudio-test-chat', chat),
  };
})();
