using Netshoot.Testing;
using Netshoot.Testing.Lab;

namespace Netshoot.Lab.Ss;

/// <summary>A node with a socket of every kind, and the command lines to look at them with both tools.</summary>
internal static class SocketLab
{
    public static readonly Normalization[] Running =
    [
        new("timers", @"timer:\((\w+),[0-9.minsec]+,", "timer:($1,T,"),
        new("the same for netstat", @" (keepalive|timewait|on) \([0-9.]+/", " $1 (T/"),
        new("milliseconds since something happened", "last(snd|rcv|ack):[0-9]+", "last$1:N"),
        new("room that those take in the column they are in, the last", " +$", ""),
        new("numbers that the kernel gives to sockets when they are first asked for", "sk:[0-9a-f]+", "sk:K"),
        new("the count of all sockets, of which the kernel takes down some later than others", "^Total: [0-9]+", "Total: N"),
        new("usage behind what is wrong with a filter, and our hint", @"^(Usage: ss(.|\n)*|(ss|netstat): hint: .*\n)", ""),
        new("control groups where no cgroup2 is mounted: said once per group, not per socket", "^Failed to find cgroup2 mount\n", ""),
    ];

    /// <summary>Gives the node a long address that one of its sockets has.</summary>
    public const string Address = "address add fd00:1111:2222:3333:4444:5555:6666:7777/64 dev lo nodad";

    /// <returns>What differs; empty when nothing does.</returns>
    public static async Task<IReadOnlyList<string>> CompareAsync(string tool, string linesFile)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        await lab.IpAsync("a", Address);
        string directory = Directory.CreateTempSubdirectory("nst-sockets").FullName;
        try
        {
            using var sockets = lab.Start("a", "/usr/bin/python3", Repository.TestData("ss/sockets.py"), Path.Combine(directory, "s"));
            await sockets.LineAsync("ready");
            var differences = new List<string>();
            foreach (string line in File.ReadAllLines(Repository.TestData(linesFile)))
            {
                if (line.Length == 0 || line[0] == '#') continue;
                if (await SideBySide.CompareAsync(lab, "a", $"/usr/bin/{tool}", tool, line, Running) is { } difference) differences.Add(difference);
            }
            return differences;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
