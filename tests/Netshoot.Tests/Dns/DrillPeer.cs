using System.Text.Json;
using System.Text.RegularExpressions;
using Netshoot.Dns.Text;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>Recorded runs of drill 1.8.3 and the messages that were answered, in the shared folder beside the repository.</summary>
internal static partial class DrillPeer
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot(), "..", "shared", "peers", "drill");

    /// <summary>Fails the test that needs the folder, and says what is missing: a green run without it would prove nothing.</summary>
    public static string Folder
    {
        get
        {
            Assert.True(Directory.Exists(s_folder), $"The recorded runs of drill are missing: there is no ../shared/peers/drill beside the repository ({s_folder}).");
            return s_folder;
        }
    }

    public static Dictionary<string, DrillCase> Cases
        => JsonSerializer.Deserialize<Dictionary<string, DrillCase>>(File.ReadAllBytes(Path.Combine(Folder, "dev.json")), s_options)!;

    public static IEnumerable<byte[]> Messages => Directory.GetFiles(Path.Combine(Folder, "wire")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    public static byte[] Message(string name) => File.ReadAllBytes(Path.Combine(Folder, "wire", name));

    public static string ZoneText => File.ReadAllText(Path.Combine(Folder, "zone.db"));

    /// <summary>What the recordings have made alike: the id and the lines that tell the time.</summary>
    public static string Alike(string text) => When().Replace(QueryTime().Replace(Id().Replace(text, "id: N"), ";; Query time: N"), ";; WHEN: N");

    private static readonly JsonSerializerOptions s_options = new() { PropertyNameCaseInsensitive = true };

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "netshoot.slnx"))) folder = folder.Parent;
        Assert.True(folder is not null, "netshoot.slnx is in no folder above the tests");
        return folder.FullName;
    }

    [GeneratedRegex(@"id: \d+")]
    private static partial Regex Id();

    [GeneratedRegex("(?m)^;; Query time: .*")]
    private static partial Regex QueryTime();

    [GeneratedRegex("(?m)^;; WHEN: .*")]
    private static partial Regex When();
}

internal sealed record DrillCase(string[] Argv, int Rc, string Out, string Err, string? Wire);

/// <summary>The machine's /etc/protocols and /etc/services, which the recordings were made with too.</summary>
internal sealed class EtcNames : INetworkNames
{
    private readonly Dictionary<int, string> _protocols = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<(int Port, string Protocol), string> _services = [];
    private readonly Dictionary<int, string> _any = [];
    private readonly Dictionary<(string Name, string Protocol), int> _ports = [];

    public EtcNames()
    {
        foreach (string[] words in Words("/etc/protocols"))
        {
            _protocols.TryAdd(int.Parse(words[1]), words[0]);
            _numbers.TryAdd(words[0], int.Parse(words[1]));
        }
        foreach (string[] words in Words("/etc/services"))
        {
            string[] place = words[1].Split('/');
            _services.TryAdd((int.Parse(place[0]), place[1]), words[0]);
            _any.TryAdd(int.Parse(place[0]), words[0]);
            foreach (string name in words.Where((_, i) => i != 1)) _ports.TryAdd((name, place[1]), int.Parse(place[0]));
        }
    }

    public string? Protocol(byte number) => _protocols.GetValueOrDefault(number);

    public string? Service(ushort port, string? protocol) => protocol is null ? _any.GetValueOrDefault(port) : _services.GetValueOrDefault((port, protocol));

    public int ProtocolNumber(string name) => _numbers.GetValueOrDefault(name, -1);

    public int ServicePort(string name, string protocol) => _ports.GetValueOrDefault((name, protocol), -1);

    private static IEnumerable<string[]> Words(string path)
        => File.ReadLines(path).Select(static l => l.Split('#')[0].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(static w => w.Length >= 2);
}
