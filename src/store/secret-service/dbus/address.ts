import { envVar, type Env } from '../../../core/env.js'
import { latin1Bytes, utf8Text } from '../../../system/bytes.js'

/**
 * Sockets on which the session bus may listen (D-Bus Specification, "Server Addresses"): those in
 * DBUS_SESSION_BUS_ADDRESS, separated by `;`, or systemd's user bus if the variable is not set.
 * Other transports than Unix sockets are ignored.
 * @returns paths in the order in which to try them; an abstract one starts with a NUL
 */
export function busSockets(env: Env): string[] {
  const runtimeBus = env['XDG_RUNTIME_DIR'] ? [`${env['XDG_RUNTIME_DIR']}/bus`] : []
  const addresses = envVar(env, 'DBUS_SESSION_BUS_ADDRESS')
  if (addresses === undefined) return runtimeBus
  return addresses.split(';').flatMap((address) => {
    if (!address.startsWith('unix:')) return []
    const options = new Map(address.slice('unix:'.length).split(',').map(option))
    const path = options.get('path')
    const abstract = options.get('abstract')
    if (path) return [path]
    if (abstract) return [`\0${abstract}`]
    return options.get('runtime') === 'yes' ? runtimeBus : []
  })
}

function option(text: string): [name: string, value: string] {
  const equals = text.indexOf('=')
  return [text.slice(0, equals), unescape(text.slice(equals + 1))]
}

/** Decodes `%XX`, each of which is one byte of UTF-8. */
function unescape(value: string): string {
  const bytes = value.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return bytes === value ? value : utf8Text(latin1Bytes(bytes))
}
