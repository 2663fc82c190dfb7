import { existsSync } from 'node:fs'

/**
 * The session bus of this user's login, as systemd and dbus-user-session start it
 * (sd_bus_default_user(3)).
 * @returns its socket; undefined if the user has none
 */
export function loginBus(): string | undefined {
  const socket = `/run/user/${process.getuid?.() ?? 0}/bus`
  return existsSync(socket) ? socket : undefined
}
