import { envVar, type Env } from '../../../core/env.js'
import { latin1Bytes, utf8Text } from '../../../system/bytes.js'

/** A socket on which the session bus may listen. */
export interface BusAddress {
  /** Absolute path; an abstract name starts with a NUL. */
  socket: string
  /** GUID that the bus must return at the log-on, 32 hex digits; undefined if any will do. */
  guid: string | undefined
}

/**
 * Addresses of the session bus (D-Bus Specification, "Server Addresses"): those in
 * DBUS_SESSION_BUS_ADDRESS, separated by `;`, or systemd's user bus if the variable is not set.
 * Other transports than Unix sockets are ignored.
 * @returns addresses in the order of preference
 */
export function busAddresses(env: Env): BusAddress[] {
  const runtimeBus = env['XDG_RUNTIME_DIR'] ? `${env['XDG_RUNTIME_DIR']}/bus` : undefined
  const addresses = envVar(env, 'DBUS_SESSION_BUS_ADDRESS') ?? 'unix:runtime=yes'
  return addresses.split(';').flatMap((address) => {
    if (!address.startsWith('unix:')) return []
    const options = new Map(address.slice('unix:'.length).split(',').map(option))
    const abstract = options.get('abstract')
    const runtime = options.get('runtime') === 'yes' ? runtimeBus : undefined
    const socket = options.get('path') || (abstract ? `\0${abstract}` : runtime)
    return socket ? [{ socket, guid: options.get('guid') }] : []
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
