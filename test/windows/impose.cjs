'use strict'
/*
 * Faults of real Windows, for `node -r`: neither Linux nor Wine has them.
 *
 * - `ftruncate` of a file that was opened for appending is EPERM (nodejs/node issue 3177).
 * - IMPOSE_HOME=PATH: the home directory, which Wine sets for itself at each start.
 * - IMPOSE_FTRUNCATE=EPERM: every ftruncate fails.
 * - IMPOSE_RENAME=N: the first N renames over an existing file fail with EPERM, as if a virus
 *   scanner had the file open.
 * - IMPOSE_FSYNC=FILE: fsync of a folder fails with EPERM; at the end, FILE gets the number of
 *   folders that are still open.
 * - IMPOSE_PLATFORM=win32: the platform that the program sees. Node itself has read it before.
 * - IMPOSE_SPAWN_LOG=FILE: FILE gets a line of JSON for each spawn.
 */
const fs = require('node:fs')
const childProcess = require('node:child_process')
const Module = require('node:module')
const { env } = process

const real = { ...fs }
const fault = (code, call) =>
  Object.assign(new Error(`${code}: imposed, ${call}`), { code, syscall: call, errno: -1 })

const appending = new Set()
fs.openSync = (path, flags, mode) => {
  const file = real.openSync(path, flags, mode)
  const appends =
    typeof flags === 'string'
      ? flags.includes('a')
      : Boolean((flags ?? 0) & real.constants.O_APPEND)
  if (appends) appending.add(file)
  else appending.delete(file)
  return file
}
fs.ftruncateSync = (file, length) => {
  if (appending.has(file) || env.IMPOSE_FTRUNCATE) throw fault('EPERM', 'ftruncate')
  return real.ftruncateSync(file, length)
}

if (env.IMPOSE_HOME) {
  env.HOME = env.IMPOSE_HOME
  env.LOCALAPPDATA = `${env.IMPOSE_HOME}\\AppData\\Local`
}

let renames = Number(env.IMPOSE_RENAME ?? 0)
fs.renameSync = (from, to) => {
  if (real.existsSync(to) && renames-- > 0) throw fault('EPERM', 'rename')
  return real.renameSync(from, to)
}

const folders = new Set()
if (env.IMPOSE_FSYNC) {
  fs.fsyncSync = (file) => {
    if (!real.fstatSync(file).isDirectory()) return real.fsyncSync(file)
    folders.add(file)
    throw fault('EPERM', 'fsync')
  }
  fs.closeSync = (file) => {
    folders.delete(file)
    return real.closeSync(file)
  }
  process.on('exit', () => real.writeFileSync(env.IMPOSE_FSYNC, String(folders.size)))
}

if (env.IMPOSE_SPAWN_LOG) {
  const { spawn } = childProcess
  childProcess.spawn = (file, ...rest) => {
    const { windowsHide = false, stdio } = rest.at(-1) ?? {}
    real.appendFileSync(env.IMPOSE_SPAWN_LOG, `${JSON.stringify({ file, windowsHide, stdio })}\n`)
    return spawn(file, ...rest)
  }
}
Module.syncBuiltinESMExports()

if (env.IMPOSE_PLATFORM) {
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: env.IMPOSE_PLATFORM })
  // Addons are still those of this machine.
  const { _resolveFilename: resolve } = Module
  Module._resolveFilename = (name, ...rest) =>
    resolve(name.replace(`/${env.IMPOSE_PLATFORM}-`, `/${platform}-`), ...rest)
}
