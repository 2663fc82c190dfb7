// Preloaded: what of Node was loaded, on stderr at the end.
process.on('exit', () => {
  const loaded = process.moduleLoadList.filter((entry) => entry.startsWith('NativeModule '))
  process.stderr.write(loaded.map((entry) => entry.slice('NativeModule '.length)).join('\n'))
})
