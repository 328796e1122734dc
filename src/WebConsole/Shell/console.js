// What a page does besides the framework: it comes back after a restart, keeps a session that is used, and remembers light or dark.
(() => {
  'use strict';
  const modal = () => document.getElementById('components-reconnect-modal');

  // A Gateway that was restarted does not know the page any more: it is loaded again, and shows what its address says.
  document.addEventListener('DOMContentLoaded', () => modal()?.addEventListener('components-reconnect-state-changed', event => {
    if (event.detail.state === 'rejected' || event.detail.state === 'failed') {
      comeBack();
    }
  }));

  async function comeBack() {
    try {
      await fetch('session', { method: 'HEAD', redirect: 'manual' });
      location.reload();
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
