import { readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Script } from 'node:vm'
import { cacheFile, isTrustedFolder, readCode, stampOf } from './read.js'

/*
 * The compile cache
 *
 * What: this folder loads the built program as Node's `require` would, but from the code that V8
 * compiled in an earlier run (`vm.Script`, `cachedData`).
 *
 * Why: without it a cache hit takes 5 ms longer, and a miss 34 ms. Node's own compile cache, there
 * since 22.1, gains 25 ms on a miss and nothing on a hit (docs/performance.md). It stores only the
 * functions that ran while a file was loaded.
 *
 * Price: anyone who can write to the cache can run code as the user (SECURITY.md). So it reads only
 * private files in private folders.
 *
 * Until when: it can go once the program ships with compiled code of its own. With Node 22.1 as the
 * minimum version, Node's cache could replace it for everything but the hit. Only `start.ts`, which
 * would then require `main.cjs`, and one call in `main.ts` depend on this folder.
 */

/** A CommonJS file of the built program. */
export interface LoadedModule {
  /** Path below the entry's folder: `main.cjs`, `cli/program.cjs`. */
  name: string
  /** Stamp of the file; see {@link stampOf}. */
  stamp: Buffer
  /** Its source, in a function. */
  text: Buffer
  script: Script
  /**
   * True if V8 took its code from the cache, compiled nothing to load it, and the cache has the
   * file's stamp.
   */
  isCached: boolean
}

/** The modules that a run has loaded so far. */
export interface LoadedModules {
  /** Name of the first module. */
  readonly entry: string
  /** Grows while the program runs. */
  readonly loaded: readonly LoadedModule[]
  /** Folder of the cached code; undefined if there is no place for one. */
  readonly folder: string | undefined
}

interface Module {
  exports: unknown
}

/**
 * The function around a module's source. Concatenated as buffers: concatenating strings would copy
 * the source on the heap (10 % of the young generation).
 */
const [HEAD, FOOT] = ['(function(exports,require,module,__filename){', '\n})'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer]

type Body = (
  exports: unknown,
  require: (name: string) => unknown,
  module: Module,
  __filename: string,
) => void

/**
 * Loads the built program, from cached code if there is any.
 * @param entry absolute path of the first file
 * @param folder {@link cacheFolder}; it may not exist
 * @param nodeRequire Node's `require`, for built-in modules and packages
 * @returns what the entry exports, and the modules, which grow as the program loads more
 */
export function loadModules(
  entry: string,
  folder: string | undefined,
  nodeRequire: (name: string) => unknown,
): { exports: unknown; modules: LoadedModules } {
  const root = dirname(entry)
  const modules = new Map<string, Module>()
  const loaded: LoadedModule[] = []
  const trusted = folder !== undefined && isTrustedFolder(folder) ? folder : undefined

  const load = (file: string): unknown => {
    const known = modules.get(file)
    if (known) return known.exports
    const module: Module = { exports: {} }
    modules.set(file, module)
    const body = compile(file).runInThisContext() as Body
    const require = (name: string): unknown =>
      name.startsWith('.') ? load(join(dirname(file), name)) : nodeRequire(name)
    body(module.exports, require, module, file)
    return module.exports
  }

  const compile = (file: string): Script => {
    const name = relative(root, file)
    // Before the source is read: a file that changes in between has another stamp next time.
    const stat = statSync(file)
    const [stamp, length] = [stampOf(stat), HEAD.length + stat.size + FOOT.length]
    const textOf = (): Buffer => Buffer.concat([HEAD, readFileSync(file), FOOT])
    const cached =
      trusted === undefined
        ? undefined
        : readCode(cacheFile(trusted, name), { stamp, length, textOf })
    const text = cached?.text ?? textOf()
    const cachedData = cached?.code
    const script = new Script(text.toString(), {
      filename: file,
      ...(cachedData ? { cachedData } : {}),
    })
    const isCached = script.cachedDataRejected === false && cached?.isStamped === true
    loaded.push({ name, stamp, text, script, isCached })
    return script
  }

  return { exports: load(entry), modules: { entry: relative(root, entry), loaded, folder } }
}
