/** Ways in which a browser's network panel, a page's source or a form show the field. */
const FIELD_PATTERNS = [
  /(?:^|&)\s*SAMLResponse=([^&]*)/,
  /<input\b[^>]*\bname=["']?SAMLResponse\b[^>]*\bvalue=["']([^"']*)["']/i,
  /<input\b[^>]*\bvalue=["']([^"']*)["'][^>]*\bname=["']?SAMLResponse\b/i,
  /^[\s{]*["']?SAMLResponse["']?\s*[:=\t]\s*["']?([^"'&,}\n]*)/m,
] as const

/**
 * The base64 in what a user copies for a SAML response: the bare value, in quotes or not; the body
 * of the request; a line of the network panel's parsed view; the form of the provider's page.
 * @returns base64 without white space; something else if the text contains none
 */
export function samlResponseIn(text: string): string {
  const [found = text] = FIELD_PATTERNS.flatMap((pattern) => pattern.exec(text)?.[1] ?? [])
  const value = unquoted(withoutEntities(found).trim())
  const encoded = value.replace(/%(2B|2F|3D|0D|0A)/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  )
  // A form decoder reads "+" as a blank; an editor wraps lines with blanks of its own.
  const joined = encoded.replace(/[\r\n\t]/g, '')
  const restored = joined.replaceAll(' ', '+')
  return isXml(restored) ? restored : joined.replaceAll(' ', '')
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text
}

/** Replaces the HTML entities that an attribute may have in the place of base64 characters. */
function withoutEntities(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]{1,4})|(\d{1,5}));/gi, (_, hex?: string, decimal?: string) =>
    String.fromCharCode(hex === undefined ? Number(decimal) : parseInt(hex, 16)),
  )
}

/** Whether base64 decodes to text that starts as XML does. */
function isXml(encoded: string): boolean {
  try {
    const bytes = Buffer.from(encoded, 'base64')
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trimStart().startsWith('<')
  } catch {
    return false
  }
}
