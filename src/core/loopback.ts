/** Host names of this machine (RFC 8252 §7.3; `localhost`: RFC 6761 §6.3). */
const LOOPBACK_HOSTS = ['127.0.0.1', '[::1]', 'localhost']

/** True if the URL's host is this machine. */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return LOOPBACK_HOSTS.includes(hostname)
}
