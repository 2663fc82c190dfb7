/**
 * An address with one parameter of its query set.
 * @returns undefined if the address is not a URL
 */
export function withParameter(
  address: string,
  name: string,
  value: string,
): Pick<URL, 'href' | 'hostname' | 'protocol'> | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  url.searchParams.set(name, value)
  return url
}
