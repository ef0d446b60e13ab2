// Progressive enhancement only: every page works without this file. No evaluation, no inline handlers (CSP).
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Live pages. One stream per browser: the tab that holds the lock listens and tells the others; hidden tabs let go.
  const address = document.body.dataset.live;
  if (address && navigator.locks && window.BroadcastChannel) {
    const channel = new BroadcastChannel('live');
    let release = null;
    // At once for a single hint, three times a second at most for many; the last one always counts.
    let shownAt = 0;
    let pending = 0;
    const announce = (hint) => {
      if (pending) return;
      pending = setTimeout(
        () => {
          pending = 0;
          shownAt = Date.now();
          document.body.dispatchEvent(new CustomEvent('live', { detail: hint }));
        },
        Math.max(0, shownAt + 333 - Date.now()),
      );
    };
    const listen = () =>
      navigator.locks.request('live', { mode: 'exclusive' }, () => {
        if (document.hidden) return undefined;
        return new Promise((done) => {
          const source = new EventSource(address);
          let opened = false;
          const tell = (hint) => {
            announce(hint);
            channel.postMessage(hint);
          };
          // After a gap the page cannot know what it missed, so it fetches all again.
          source.onopen = () => {
            if (opened) tell('');
            opened = true;
          };
          source.addEventListener('ticket', (event) => tell(event.data));
          source.addEventListener('refresh', () => tell(''));
          release = () => {
            source.close();
            release = null;
            done();
          };
        });
      });
    channel.onmessage = (event) => announce(event.data);
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) release?.();
      else {
        announce('');
        if (!release) void listen();
      }
    });
    addEventListener('pagehide', () => release?.());
    if (!document.hidden) void listen();
  }

  // A list that is fetched again marks the rows that are new, keeps what is ticked, and the focus where it was.
  let seen = new Set();
  let ticked = new Set();
  let focused = '';
  document.addEventListener('htmx:beforeSwap', () => {
    seen = new Set($$('.row-link').map((link) => link.href));
    ticked = new Set(ticks(':checked').map((box) => box.value));
    focused = document.activeElement?.closest?.('.row-link')?.href ?? '';
  });
  // A line that was added is where one goes on writing; so is the one that must be filled in first.
  function goToLine({ dataset, attributes }) {
    const lines = $(attributes['hx-target'].value);
    const fields = $$('input:not([type="hidden"]), select, textarea', lines);
    const named = (field) => /\.(\d+)\./.exec(field.name)?.[1];
    const added = fields.find((field) => named(field) === named(fields.at(-1)));
    (dataset.line === 'add' ? ($('[aria-invalid]', lines) ?? added) : $('[data-line="add"]', lines))?.focus();
  }
  document.addEventListener('htmx:afterSwap', ({ detail }) => {
    const { elt } = detail.requestConfig ?? {};
    if (elt?.dataset?.line) goToLine(elt);
    for (const link of $$('.row-link')) {
      if (seen.size > 0 && !seen.has(link.href)) link.closest('tr')?.classList.add('new-row');
      if (focused && link.href === focused) link.focus({ preventScroll: true });
    }
    for (const box of ticks()) box.checked = ticked.has(box.value);
    enhance();
  });
  // Filters that are empty do not stand in the address.
  document.addEventListener('htmx:configRequest', ({ detail }) => {
    if (detail.verb !== 'get') return;
    for (const [name, value] of [...detail.formData.entries()]) if (value === '') detail.formData.delete(name);
  });
  // An answer that is another page is shown as a page, not poured into a list. An error is shown where it was asked for; what the
  // page fetched by itself just waits for the next hint. Whoever was signed out meanwhile stays on the page, with what is typed there.
  document.addEventListener('htmx:beforeOnLoad', (event) => {
    const { xhr, pathInfo, requestConfig } = event.detail;
    if (xhr.status === 422) return;
    const landed = new URL(xhr.responseURL);
    const isOther = landed.pathname !== new URL(pathInfo.requestPath, location.href).pathname;
    if (!isOther && xhr.status < 400) return;
    event.preventDefault();
    if (xhr.status === 401 || landed.pathname === '/sign-in') tellSignedOut();
    else if (isOther) location.assign(landed);
    else if (requestConfig.verb !== 'get') complain();
    else if (requestConfig.triggeringEvent?.type !== 'live') location.assign(pathInfo.finalRequestPath);
  });
  document.addEventListener('htmx:sendError', ({ detail }) => {
    if (detail.requestConfig.triggeringEvent?.type !== 'live') complain();
  });
  function alarm(...content) {
    const toast = document.createElement('div');
    toast.className = 'toast tone-danger';
    toast.setAttribute('role', 'alert');
    const text = document.createElement('p');
    text.append(...content);
    toast.append(text);
    $('#main').append(toast);
    return toast;
  }
  function complain() {
    const toast = alarm('Nie udało się połączyć z serwerem. Prosimy spróbować ponownie.');
    setTimeout(() => toast.remove(), 8000);
  }

  // The page stays as it is, with its files: what was asked for is asked again after signing in elsewhere.
  function tellSignedOut() {
    if ($('[data-signed-out]')) return;
    const link = Object.assign(document.createElement('a'), { href: '/sign-in', target: '_blank' });
    link.textContent = 'zaloguj się w nowej karcie';
    const toast = alarm('Sesja wygasła. Wpisana treść została na stronie: ', link, ' i wyślij ją ponownie.');
    toast.dataset.signedOut = 'yes';
    link.onclick = () => toast.remove();
  }
  // Asked before a form is sent that the server could not give back whole: one with files, or one that was open for long.
  const LONG_MS = 10 * 60_000;
  const mayBeLost = (form) =>
    form.method === 'post' &&
    !form.action.endsWith('/sign-in') &&
    (window.performance.now() > LONG_MS || $$('input[type="file"]', form).some((input) => input.files.length > 0));
  const isSignedIn = async () => {
    const answer = await window.fetch('/session', { redirect: 'manual', cache: 'no-store' }).catch(() => null);
    return answer?.type !== 'opaqueredirect';
  };
  document.addEventListener('submit', async (event) => {
    const { target: form, submitter } = event;
    if (!document.body.dataset.signedIn || !mayBeLost(form)) return;
    if (form.dataset.signedIn) {
      delete form.dataset.signedIn;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await isSignedIn())) return tellSignedOut();
    form.dataset.signedIn = 'yes';
    form.requestSubmit(submitter);
  });
  document.addEventListener('htmx:beforeRequest', () => document.body.classList.add('is-loading'));
  document.addEventListener('htmx:afterRequest', () => document.body.classList.remove('is-loading'));

  // Filters apply when they change.
  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-autosubmit] select, [data-autosubmit] input[type="date"]'))
      event.target.form.requestSubmit();
  });

  // A form that is being sent cannot be sent twice.
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-once]')) return;
    if (event.target.dataset.sent) return event.preventDefault();
    event.target.dataset.sent = 'yes';
    document.body.classList.add('is-loading');
  });
  addEventListener('pageshow', () => {
    document.body.classList.remove('is-loading');
    $$('[data-once]').forEach((form) => delete form.dataset.sent);
  });

  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-dialog]');
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      dialog.showModal();
    }
    event.target.closest('[data-close]')?.closest('.toast')?.remove();
    if (event.target.closest('[data-print]')) print();
    if (event.target.matches('dialog.dialog')) event.target.close();
  });

  // The formatted e-mail is fetched only when someone wants to see it, in a frame that can do nothing.
  document.addEventListener(
    'toggle',
    (event) => {
      const href = event.target.dataset?.frame;
      if (!href || !event.target.open || $('iframe', event.target)) return;
      const frame = document.createElement('iframe');
      frame.className = 'message-frame';
      frame.title = 'Wiadomość z formatowaniem';
      frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
      frame.src = href;
      event.target.append(frame);
    },
    true,
  );

  // Looking up while writing.
  let waiting = 0;
  document.addEventListener('input', (event) => {
    const { lookup, lookupTarget } = event.target.dataset;
    if (!lookup) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const url = new URL(lookup, location.href);
      url.searchParams.set('q', event.target.value);
      htmx.ajax('GET', url.pathname + url.search, { target: `#${lookupTarget}`, swap: 'innerHTML' });
    }, 250);
  });
  document.addEventListener('click', (event) => {
    const choice = event.target.closest('[data-choose]');
    if (!choice) return;
    const input = choice.closest('.field')?.querySelector('[data-lookup]');
    if (!input) return;
    input.value = choice.dataset.choose;
    input.focus();
    choice.closest('.lookup').replaceChildren();
  });

  // Ticking rows: all of the page, a stretch with Shift, `x` on the row one stands on.
  function ticks(which = '') {
    return $$(`tbody .cell-select input${which}`);
  }
  function tell() {
    const bulk = $('[data-bulk]');
    if (!bulk) return;
    const [count, all] = [ticks(':checked').length, ticks().length];
    bulk.hidden = count === 0 && !$('[data-errors]', bulk);
    $('[data-selected]', bulk).textContent = `Zaznaczone: ${count}`;
    for (const box of $$('[data-select-all]')) {
      box.hidden = false;
      box.checked = all > 0 && count === all;
      box.indeterminate = count > 0 && count < all;
    }
  }
  let lastTicked = null;
  document.addEventListener('click', (event) => {
    const box = event.target;
    if (!box.matches('tbody .cell-select input')) return;
    const boxes = ticks();
    const [from, to] = [boxes.indexOf(lastTicked), boxes.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
    lastTicked = box;
  });
  document.addEventListener('change', ({ target }) => {
    if (target.matches('[data-select-all]')) for (const box of ticks()) box.checked = target.checked;
    if (target.matches('.cell-select input')) tell();
  });

  // Keyboard. Single letters can be switched off (WCAG 2.1.4) and never act while one writes.
  const SWITCH = 'shortcuts';
  const lettersOn = () => localStorage.getItem(SWITCH) !== 'off';
  const isWriting = (target) =>
    target.closest?.('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]');
  const walk = (step) => {
    const links = $$('.row-link');
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const compose = (which) => {
    const choice = document.getElementById(`composer-${which}`);
    if (!choice) return;
    choice.checked = true;
    $$('.composer textarea')
      .find((area) => area.offsetParent)
      ?.focus();
  };
  const KEYS = {
    '/': () => ($('.filters input[type="search"]') ?? $('#search'))?.focus(),
    j: () => walk(1),
    k: () => walk(-1),
    r: () => compose('reply'),
    n: () => compose('note'),
    x: () =>
      (document.activeElement.closest('tr')
        ? $('.cell-select input', document.activeElement.closest('tr'))
        : null
      )?.click(),
    a: () => $('[data-bulk]:not([hidden]) select')?.focus(),
    '?': () => document.getElementById('shortcuts')?.showModal(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.target.form?.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !lettersOn() || isWriting(event.target)) return;
    if (document.querySelector('dialog:modal')) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  function enhance() {
    tell();
    for (const button of $$('.toast [data-close]')) button.hidden = false;
    for (const box of $$('[data-shortcuts]')) {
      box.checked = lettersOn();
      box.onchange = () => localStorage.setItem(SWITCH, box.checked ? 'on' : 'off');
    }
  }
  enhance();
  $('[data-errors]')?.focus();

  // A toast goes by itself, but never while it is read or pointed at.
  const toast = $('.toast:not(.still, .tone-danger)');
  const leave = () => (toast.matches(':hover, :focus-within') ? setTimeout(leave, 2000) : toast.remove());
  if (toast) setTimeout(leave, 8000);
})();
