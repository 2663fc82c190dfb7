import { sha256Base64 } from '../../system/crypto.js'

/** The page that the browser shows after the provider's redirect. */
export interface Page {
  status: number
  /** True for success. */
  good: boolean
  /** Plain text, as `text`; {@link renderPage} escapes both. */
  title: string
  text: string
}

/** A page for the browser after a sign-in, with headers that allow it nothing. */
export interface RenderedPage {
  status: number
  headers: Record<string, string>
  html: string
}

/**
 * Renders a page that loads nothing and runs no script. Its URL may contain an authorization code,
 * so it is neither cached nor sent as a referrer.
 */
export function renderPage({ status, good, title, text }: Page): RenderedPage {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · rolecall</title>
<style>${STYLE}</style>
</head>
<body>
<main class="${good ? 'good' : 'bad'}">
<svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="21"/><path d="${good ? TICK : CROSS}"/></svg>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
<footer>rolecall</footer>
</main>
</body>
</html>
`
  return {
    status,
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(html)),
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    },
  }
}

const TICK = 'M15 25l6 6 12-13'
const CROSS = 'M17 17l14 14M31 17L17 31'

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5c6675; --ground: #f3f5f8; --card: #fff; --line: #e1e6ed; --good: #17804f; --bad: #b3372f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --soft: #9aa5b5; --ground: #12161d; --card: #1b212b; --line: #2b3442; --good: #45c08a; --bad: #ef7d74; } }
* { margin: 0; box-sizing: border-box; }
body { min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2.75rem 2.25rem 1.5rem; text-align: center; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; box-shadow: 0 1rem 3rem #0000000f; }
.good { --tone: var(--good); } .bad { --tone: var(--bad); }
svg { width: 4rem; fill: none; stroke: var(--tone); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
h1 { margin: 1rem 0 .5rem; font-size: 1.4rem; font-weight: 650; }
p { color: var(--soft); overflow-wrap: anywhere; }
footer { margin-top: 2.25rem; font-size: .8rem; letter-spacing: .08em; color: var(--soft); }
`

const STYLE_HASH = sha256Base64(STYLE)

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
