# Homebrew: brew install @OWNER@/tap/rolecall
class Rolecall < Formula
  desc "Short-lived AWS credentials for shells, SDKs and commands"
  homepage "https://github.com/@REPOSITORY@"
  url "@DOWNLOADS@/rolecall-@VERSION@.tgz"
  sha256 "@SHA256:rolecall.tgz@"
  license "@LICENSE@"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec/"bin/rolecall"
    man1.install Dir["man/man1/*.1"]
    man5.install Dir["man/man5/*.5"]
    bash_completion.install "completions/rolecall.bash" => "rolecall"
    zsh_completion.install "completions/_rolecall"
    fish_completion.install "completions/rolecall.fish"
  end

  test do
    assert_equal version.to_s, shell_output("#{bin}/rolecall --version").strip
  end
end
