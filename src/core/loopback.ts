/** Addresses that lead to this machine and nowhere else (RFC 8252 §7.3; `localhost` by RFC 6761 §6.3). */
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.includes(hostname)
}
