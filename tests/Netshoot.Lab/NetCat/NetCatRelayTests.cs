using System.Security.Cryptography;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.NetCat;

/// <summary>nc with the original at the other end, in every role.</summary>
public sealed class NetCatRelayTests
{
    private static readonly string[] s_theirs = ["/usr/bin/nc"];
    private static readonly string[] s_ours = [Repository.Executable, "nc"];

    public static TheoryData<string, bool, bool> Roles()
    {
        var roles = new TheoryData<string, bool, bool>();
        foreach (string kind in new[] { "tcp4", "tcp6", "unix", "abstract" })
            foreach (bool server in new[] { true, false })
                foreach (bool client in new[] { true, false })
                    if (server || client) roles.Add(kind, server, client);
        return roles;
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Streams_go_both_ways(string kind, bool ourServer, bool ourClient)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string path = kind == "abstract" ? $"@{lab.Name("socket")}" : Path.Combine(Path.GetTempPath(), lab.Name("socket"));
        string[] where = kind switch { "tcp4" => ["127.0.0.1", "9000"], "tcp6" => ["::1", "9000"], _ => ["-U", path] };
        using var server = Start(lab, ourServer, ["-nvlN", .. where]);
        string opened = await server.LineAsync("Listening on");
        using var client = Start(lab, ourClient, ["-nvN", .. where]);
        var served = server.EndAsync("from the server\n");
        var got = await client.EndAsync("from the client\n");
        var serverGot = await served;
        File.Delete(path);

        Assert.Equal($"Listening on {(kind.StartsWith("tcp", StringComparison.Ordinal) ? $"{where[0]} 9000" : path)}", opened);
        Assert.Equal((0, "from the server\n"), (got.ExitCode, got.Output));
        Assert.Equal((0, "from the client\n"), (serverGot.ExitCode, serverGot.Output));
        Assert.Equal(kind.StartsWith("tcp", StringComparison.Ordinal) ? $"Connection to {where[0]} 9000 port [tcp/*] succeeded!\n" : "", got.Error);
        Assert.Contains("Connection received on ", serverGot.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Datagrams_go_both_ways(bool ourServer, bool ourClient)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        using var server = Start(lab, ourServer, ["-nvlu", "-w", "2", "127.0.0.1", "9000"]);
        Assert.Equal("Bound on 127.0.0.1 9000", await server.LineAsync("Bound on"));
        using var client = Start(lab, ourClient, ["-nu", "-w", "2", "127.0.0.1", "9000"]);
        await client.Input.WriteAsync("question\n");
        await client.Input.FlushAsync(TestContext.Current.CancellationToken);
        await server.LineAsync("Connection received on 127.0.0.1");
        await server.LineAsync("question");
        await server.Input.WriteAsync("answer\n");
        await server.Input.FlushAsync(TestContext.Current.CancellationToken);
        await client.LineAsync("answer");
        Assert.Equal((0, "answer\n"), await client.EndAsync() is var got ? (got.ExitCode, got.Output) : default);
        Assert.Equal((0, "question\n"), await server.EndAsync() is var served ? (served.ExitCode, served.Output) : default);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Unix_datagrams_are_answered(bool ourServer, bool ourClient)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string path = Path.Combine(Path.GetTempPath(), lab.Name("datagrams"));
        using var server = Start(lab, ourServer, ["-vluU", "-w", "2", path]);
        await server.LineAsync($"Bound on {path}");
        using var client = Start(lab, ourClient, ["-vuU", "-w", "2", path]);
        await client.LineAsync("Bound on ");
        await client.Input.WriteAsync("question\n");
        await client.Input.FlushAsync(TestContext.Current.CancellationToken);
        await server.LineAsync($"Connection received on {path}");
        await server.LineAsync("question");
        await server.Input.WriteAsync("answer\n");
        await server.Input.FlushAsync(TestContext.Current.CancellationToken);
        await client.LineAsync("answer");
        Assert.Equal((0, "answer\n"), await client.EndAsync() is var got ? (got.ExitCode, got.Output) : default);
        // The original's server ends with an error of its own here: connect: Invalid argument.
        Assert.Equal((ourServer ? 0 : 1, "question\n"), await server.EndAsync() is var served ? (served.ExitCode, served.Output) : default);
        File.Delete(path);
    }

    [Fact]
    public async Task With_k_one_comes_after_another()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        using var server = Start(lab, ours: true, ["-nvlk", "9000"]);
        Assert.Equal("Listening on 0.0.0.0 9000", await server.LineAsync("Listening on"));
        server.Input.Close();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0, (await lab.RunAsync("a", "/usr/bin/nc", ["-nN", "-p", $"{7000 + i}", "127.0.0.1", "9000"], $"message {i}\n")).ExitCode);
            Assert.Equal($"Connection received on 127.0.0.1 {7000 + i}", await server.LineAsync("Connection received"));
            await server.LineAsync($"message {i}");
        }
    }

    [Fact]
    public async Task With_ku_many_senders_are_heard()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        using var server = Start(lab, ours: true, ["-nvlku", "9000"]);
        await server.LineAsync("Bound on 0.0.0.0 9000");
        for (int i = 0; i < 3; i++)
        {
            await lab.RunAsync("a", "/usr/bin/nc", ["-nu", "-q", "0", "127.0.0.1", "9000"], $"message {i}\n");
            await server.LineAsync($"message {i}");
        }
        Assert.DoesNotContain("received", server.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, "file")]
    [InlineData(false, true, "file")]
    [InlineData(true, true, "file")]
    [InlineData(true, false, "pipe")]
    [InlineData(false, true, "pipe")]
    [InlineData(true, true, "pipe")]
    public async Task A_gigabyte_arrives_whole(bool ourServer, bool ourClient, string through)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string server = string.Join(' ', ourServer ? s_ours : s_theirs), client = string.Join(' ', ourClient ? s_ours : s_theirs);
        string source = Path.Combine(Path.GetTempPath(), lab.Name("gigabyte"));
        string expected = await WriteRandomAsync(source);
        try
        {
            // Files on both sides, or pipes on both: the ways into and out of the kernel are different ones.
            string receive = through == "file" ? $"{server} -nl 127.0.0.1 9000 </dev/null >{source}.got" : $"{server} -nl 127.0.0.1 9000 </dev/null | cat >{source}.got";
            string send = through == "file" ? $"{client} -nN 127.0.0.1 9000 <{source}" : $"cat {source} | {client} -nN 127.0.0.1 9000";
            string wait = "until ss -Hltn sport = :9000 | grep -q .; do :; done";
            var outcome = await lab.RunAsync("a", "sh", ["-c", $"{receive} & {wait}; {send} >/dev/null; echo $?; wait; sha256sum <{source}.got"], patience: TimeSpan.FromMinutes(2));
            Assert.Equal($"0\n{expected}  -\n", outcome.Output);
        }
        finally
        {
            File.Delete(source);
            File.Delete($"{source}.got");
        }
    }

    [Fact]
    public async Task A_shell_behind_two_pipes_does_not_lock_up()
    {
        // What we write blocks the shell's input while what it says blocks ours, unless the two directions are independent.
        await using var lab = await LabNetwork.CreateAsync("a");
        string fifo = Path.Combine(Path.GetTempPath(), lab.Name("fifo"));
        string ours = string.Join(' ', s_ours);
        var outcome = await lab.RunAsync("a", "bash", ["-c", $"mkfifo {fifo}; cat {fifo} | tee /dev/null | {ours} -nl -w 2 127.0.0.1 9000 >{fifo} & until ss -Hltn sport = :9000 | grep -q .; do :; done; head -c 50000000 /dev/zero | /usr/bin/nc -n -w 2 127.0.0.1 9000 | wc -c; wait; rm {fifo}"]);
        Assert.Equal("50000000\n", outcome.Output);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_it_silently()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string ours = string.Join(' ', s_ours);
        var outcome = await lab.RunAsync("a", "bash", ["-c", $"yes 2>/dev/null | /usr/bin/nc -nl 127.0.0.1 9000 & until ss -Hltn sport = :9000 | grep -q .; do :; done; {ours} -nd 127.0.0.1 9000 | head -1; echo ${{PIPESTATUS[0]}}"]);
        Assert.Equal(("y\n0\n", ""), (outcome.Output, outcome.Error));
    }

    [Fact]
    public async Task A_full_disk_is_said()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string ours = string.Join(' ', s_ours);
        var outcome = await lab.RunAsync("a", "bash", ["-c", $"echo x | /usr/bin/nc -nlN 127.0.0.1 9000 >/dev/null & until ss -Hltn sport = :9000 | grep -q .; do :; done; {ours} -nd 127.0.0.1 9000 >/dev/full; echo $?"]);
        Assert.Equal(("1\n", "nc: write failed: No space left on device\n"), (outcome.Output, outcome.Error));
    }

    [Theory]
    [InlineData("-nd", "</dev/null")]
    [InlineData("-n", "</dev/null")]
    [InlineData("-nN", "<&-")]
    public async Task Every_kind_of_input_will_do(string options, string input)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string ours = string.Join(' ', s_ours);
        var outcome = await lab.RunAsync("a", "bash", ["-c", $"echo banner | /usr/bin/nc -nlN 127.0.0.1 9000 & until ss -Hltn sport = :9000 | grep -q .; do :; done; {ours} {options} 127.0.0.1 9000 {input}; echo $?"]);
        Assert.Equal("banner\n0\n", outcome.Output);
    }

    [Fact]
    public async Task Signed_segments_are_refused_or_understood_as_the_kernel_can()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        var outcome = await lab.RunAsync("a", Repository.Executable, ["nc", "-nzvS", "127.0.0.1", "9000"]);
        Assert.Equal((1, "nc: Unable to read TCP MD5SIG password"), (outcome.ExitCode, outcome.Error.Split('\n')[0]));
    }

    private static RunningCommand Start(LabNetwork lab, bool ours, IEnumerable<string> arguments)
    {
        string[] tool = ours ? s_ours : s_theirs;
        return lab.Start("a", tool[0], [.. tool[1..], .. arguments]);
    }

    /// <returns>The file's SHA-256.</returns>
    private static async Task<string> WriteRandomAsync(string path)
    {
        var block = new byte[1 << 20];
        new Random(7).NextBytes(block);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        for (int i = 0; i < 1024; i++)
        {
            // Every block is another, so that none can be lost, doubled or moved unseen.
            BitConverter.TryWriteBytes(block, i);
            hash.AppendData(block);
            await file.WriteAsync(block, TestContext.Current.CancellationToken);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
