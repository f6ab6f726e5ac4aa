using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.NetCat;

/// <summary>What nc asks for at the terminal: the key of signed segments (RFC 2385) and a proxy's password. Ours and the original at either end.</summary>
public sealed class NetCatSecretTests
{
    private static readonly string[] s_original = ["/usr/bin/nc"], s_ours = [Repository.Executable, "nc"];

    public static TheoryData<bool, bool> Pairings => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task Ends_with_the_same_key_understand_each_other(bool serves, bool asks)
    {
        using var server = PromptedCommand.Start("MD5SIG password: ", "secret", [.. serves ? s_ours : s_original, "-S", "-nvl", "127.0.0.1", "0"]);
        string port = (await server.LineAsync("Listening on")).Split(' ')[^1];
        var client = await PromptedCommand.RunAsync("MD5SIG password: ", "secret", [.. asks ? s_ours : s_original, "-S", "-nvz", "-w", "5", "127.0.0.1", port]);
        Assert.Equal((0, $"TCP MD5SIG password: \nConnection to 127.0.0.1 {port} port [tcp/*] succeeded!\n"), (client.ExitCode, client.Output));
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task Ends_with_different_keys_do_not_hear_each_other(bool serves, bool asks)
    {
        using var server = PromptedCommand.Start("MD5SIG password: ", "secret", [.. serves ? s_ours : s_original, "-S", "-nvl", "127.0.0.1", "0"]);
        string port = (await server.LineAsync("Listening on")).Split(' ')[^1];
        var client = await PromptedCommand.RunAsync("MD5SIG password: ", "wrong", [.. asks ? s_ours : s_original, "-S", "-nvz", "-w", "1", "127.0.0.1", port]);
        Assert.Equal((1, $"TCP MD5SIG password: \nnc: connect to 127.0.0.1 port {port} (tcp) timed out: Operation now in progress\n"), (client.ExitCode, client.Output));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("wrong")]
    public async Task A_proxys_password_is_asked_for_as_by_the_original(string password)
    {
        await using var proxy = new SmallProxy { Credentials = "user:secret" };
        using var server = Command.Start("/usr/bin/nc", ["-nvlk", "127.0.0.1", "0"]);
        string port = (await server.LineAsync("Listening on")).Split(' ')[^1];
        var outcomes = new List<Outcome>();
        foreach (string[] tool in new[] { s_original, s_ours })
            outcomes.Add(await PromptedCommand.RunAsync("password for", password, [.. tool, "-zv", "-X", "connect", "-P", "user", "-x", $"127.0.0.1:{proxy.Port}", "127.0.0.1", port]));
        Assert.Equal(password == "secret" ? 0 : 1, outcomes[0].ExitCode);
        Differences.None(SideBySide.Differences(password, outcomes[0], outcomes[1], new Normalization("hints are ours", "^nc: hint: .*\n", "")));
    }
}
