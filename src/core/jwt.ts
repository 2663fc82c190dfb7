import { parseObject } from './json.js'

/**
 * The claims of a JSON Web Token whose signature is checked elsewhere.
 * @returns no claims if it cannot be read
 */
export function claimsOf(token: string): Record<string, unknown> {
  const payload = token.split('.')[1] ?? ''
  try {
    const bytes = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
    return parseObject(text) ?? {}
  } catch {
    return {}
  }
}
