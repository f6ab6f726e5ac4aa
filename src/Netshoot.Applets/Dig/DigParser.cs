using System.Globalization;
using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Security;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Dig;

/// <summary>Reads the words of dig in their order: global ones, then each name with what follows it.</summary>
internal sealed class DigParser(Shell shell)
{
    private const string ShortUsage = "Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n            {global-d-opt} host [@local-server] {local-d-opt}\n"
        + "            [ host [@local-server] {local-d-opt} [...]]\n\nUse \"dig -h\" (or \"dig -h | more\") for complete list of options\n";

    /// <summary>The options whose value stands in the same word or the next.</summary>
    private const string WithValue = "bcfkpqtxy";

    private readonly List<DigLookup> _lookups = [];
    private DigLookup _defaults = new();
    private DigLookup _current = null!;
    private bool _takesTypes = true;
    private bool _hasName;

    public DigGlobals Globals { get; private init; } = new();

    /// <summary>What was asked for: in the order of the words.</summary>
    public IReadOnlyList<DigLookup> Lookups => _lookups;

    /// <summary>How many addresses the server before the first name has; 0 when there is none.</summary>
    public int ServersFound { get; private set; }

    /// <summary>Whether the first line was wanted when the first name came.</summary>
    public bool ShowedCommand { get; private set; }

    /// <summary>A file with further lines of words, or null.</summary>
    public string? BatchFile { get; private set; }

    public bool WantsHelp { get; private set; }

    public bool WantsVersion { get; private set; }

    /// <summary>For a line of a batch file: with the settings that the command line left.</summary>
    public DigParser ForLine(Shell inner) => new(inner) { Globals = Globals, _defaults = _defaults with { } };

    /// <param name="words">The words.</param>
    /// <param name="isRc">Whether they come from .digrc, where no name may stand.</param>
    public async ValueTask ReadAsync(IReadOnlyList<string> words, bool isRc = false)
    {
        _current ??= _defaults;
        for (int i = 0; i < words.Count && !WantsHelp && !WantsVersion; i++)
        {
            string word = words[i];
            switch (word)
            {
                case ['@', .. var server]:
                    await TakeServerAsync(server);
                    break;
                case ['+', .. var plus]:
                    TakePlus(word, plus);
                    break;
                case ['-', _, ..]:
                    i += TakeDash(word, i + 1 < words.Count ? words[i + 1] : null);
                    break;
                default:
                    if (!isRc) TakeWord(word);
                    break;
            }
        }
        if (isRc || WantsHelp || WantsVersion) return;
        if (_lookups.Count > 0 || BatchFile is not null) return;
        Begin(".");
        _current.Type = DnsType.Ns;
    }

    private async ValueTask TakeServerAsync(string name)
    {
        IReadOnlyList<InternetEndpoint> found;
        try
        {
            if (name.Length == 0) throw new Failure(name, "not found");
            found = await shell.Machine.Names.AddressesAsync(name, Globals.Family, shell.Stop);
        }
        catch (Failure e)
        {
            string reason = e.Message.Contains("family", StringComparison.Ordinal) ? "address family not supported" : "not found";
            throw new DigFailure($"couldn't get address for '{name}': {reason}", 1);
        }
        if (!_hasName) ServersFound = found.Count;
        _current.Servers = [.. _current.Servers, .. found.Select(e => new DigServer(e, name))];
    }

    private void TakePlus(string word, string plus)
    {
        try
        {
            if (!DigPlusOption.TryApply(plus, _current, Globals, shell.Machine)) throw Usage(word);
        }
        catch (DigRemark remark)
        {
            shell.Error.Literal(remark.Message);
        }
    }

    private static UsageFailure Usage(string word) => new($"Invalid option: {word}") { Usage = $"Invalid option: {word}\n{ShortUsage}" };

    /// <summary>Reads <c>-4r</c>, <c>-tmx</c>, <c>-t mx</c>; how many further words it took.</summary>
    private int TakeDash(string word, string? next)
    {
        for (int at = 1; at < word.Length; at++)
        {
            char option = word[at];
            if (!WithValue.Contains(option, StringComparison.Ordinal))
            {
                TakeFlag(option, word);
                if (WantsHelp || WantsVersion) return 0;
                continue;
            }
            string value = at + 1 < word.Length ? word[(at + 1)..] : next ?? throw Usage(word);
            TakeValue(option, value);
            return at + 1 < word.Length ? 0 : 1;
        }
        return 0;
    }

    private void TakeFlag(char option, string word)
    {
        switch (option)
        {
            case '4' or '6':
                var family = option == '4' ? NameFamily.Ip4 : NameFamily.Ip6;
                if (Globals.Family != NameFamily.Any && Globals.Family != family) throw new DigFailure("only one of -4 and -6 allowed", 1);
                Globals.Family = family;
                break;
            case 'u':
                Globals.CountsMicroseconds = true;
                break;
            case 'h':
                WantsHelp = true;
                break;
            case 'v':
                WantsVersion = true;
                break;
            case 'i' or 'm' or 'r' or 'd':
                // -i and -d are gone, -m debugs dig's own memory; -r was looked for before .digrc was read.
                break;
            default:
                throw Usage(word);
        }
    }

    private void TakeValue(char option, string value)
    {
        switch (option)
        {
            case 'b':
                TakeSource(value);
                break;
            case 'c':
                _takesTypes = false;
                if (DnsNames.TryParse(value, out DnsClass dnsClass)) (_current.Class, _current.HasClass) = (dnsClass, true);
                else shell.Error.Line($";; Warning, ignoring invalid class {value}");
                break;
            case 'f':
                BatchFile = value;
                break;
            case 'k':
                TakeKeyFile(value);
                break;
            case 'p':
                Globals.Port = Port(value);
                break;
            case 'q':
                Begin(value);
                break;
            case 't':
                _takesTypes = false;
                if (!TryType(value, out var type, out uint serial)) shell.Error.Line($";; Warning, ignoring invalid type {value}");
                else SetType(type, serial);
                break;
            case 'x':
                TakeReverse(value);
                break;
            default:
                TakeKey(value);
                break;
        }
    }

    private ushort Port(string value)
    {
        try
        {
            return (ushort)LookupNumber.Parse(value, "port number", ushort.MaxValue);
        }
        catch (DigNumberFailure e)
        {
            throw new DigNumberFailure(e.Message, "port number", exit: 1);
        }
    }

    private void TakeSource(string value)
    {
        int hash = value.IndexOf('#', StringComparison.Ordinal);
        string address = hash < 0 ? value : value[..hash];
        if (!InternetAddress.TryParse(address, out var source)) throw new DigFailure($"invalid address {address}", 1);
        Globals.Source = source;
        Globals.SourcePort = hash < 0 ? (ushort)0 : (ushort)LookupNumber.Parse(value[(hash + 1)..], "port number", ushort.MaxValue);
    }

    private void TakeReverse(string value)
    {
        // What is no address is taken for the numbers of one in their order: 1.2.3 is 3.2.1.in-addr.arpa.
        string name = InternetAddress.TryParse(value, out var address) && (address.Is6 || value.Count(static c => c == '.') == 3)
            ? $"{DnsName.Reverse(address)}"
            : string.Join('.', value.Split('.').Reverse()) + ".in-addr.arpa.";
        bool hasType = _defaults.HasType;
        Begin(name);
        if (!hasType) _current.Type = DnsType.Ptr;
        _current.HasType = false;
    }

    private void TakeKey(string value)
    {
        string[] parts = value.Split(':');
        if (parts.Length is not (2 or 3)) throw new UsageFailure($"-y: '{value}'") { Usage = ShortUsage };
        string name = parts[^2], secret = parts[^1];
        TsigAlgorithm? algorithm = TsigAlgorithm.HmacMd5;
        if (parts.Length == 3 && (algorithm = DnsName.TryParse(parts[0], out var wanted) ? TsigAlgorithm.Find(wanted) : null) is null)
            shell.Error.Line($";; Warning, ignoring invalid TSIG algorithm {parts[0]}");
        SetKey(name, algorithm, secret);
    }

    /// <summary>A file of tsig-keygen: <c>key "NAME" { algorithm NAME; secret "BASE64"; };</c>.</summary>
    private void TakeKeyFile(string path)
    {
        if (shell.Machine.TryReadText(path) is not { } text)
        {
            shell.Error.Line($"Couldn't read key from {path}: file not found");
            return;
        }
        string[] words = text.Split([' ', '\t', '\n', '\r', '{', '}', ';', '"'], StringSplitOptions.RemoveEmptyEntries);
        string? After(string word) => Array.IndexOf(words, word) is var at and >= 0 && at + 1 < words.Length ? words[at + 1] : null;
        if (After("key") is not { } name || After("secret") is not { } secret)
        {
            shell.Error.Line($"Couldn't read key from {path}: unexpected token");
            return;
        }
        SetKey(name, DnsName.TryParse(After("algorithm") ?? "hmac-md5", out var wanted) ? TsigAlgorithm.Find(wanted) : null, secret);
    }

    private void SetKey(string name, TsigAlgorithm? algorithm, string secret)
    {
        var bytes = new byte[secret.Length];
        bool isBase64 = Convert.TryFromBase64String(secret, bytes, out int length);
        Globals.Key = null;
        if (algorithm is null || !isBase64 || !DnsName.TryParse(name, out var keyName))
        {
            shell.Output.Line($";; Couldn't create key {name}: {(algorithm is null ? "algorithm is unsupported" : "bad base64 encoding")}");
            Globals.HasLostKey = true;
            return;
        }
        Globals.HasLostKey = false;
        Globals.Key = new(keyName, algorithm, [.. bytes.AsSpan(0, length)]);
    }

    private void TakeWord(string word)
    {
        if (_takesTypes)
        {
            if (TryType(word, out var type, out uint serial))
            {
                if (_current.HasType) shell.Error.Literal(";; Warning, extra type option\n");
                SetType(type, serial);
                return;
            }
            if (DnsNames.TryParse(word, out DnsClass dnsClass))
            {
                if (_current.HasClass) shell.Error.Literal(";; Warning, extra class option\n");
                (_current.Class, _current.HasClass) = (dnsClass, true);
                return;
            }
        }
        Begin(word);
    }

    private void Begin(string name)
    {
        if (!_hasName) ShowedCommand = Globals.ShowsCommand;
        _hasName = true;
        _current = _defaults with { Name = name, HasType = false, HasClass = false };
        _lookups.Add(_current);
    }

    private void SetType(DnsType type, uint serial)
    {
        (_current.Type, _current.HasType, _current.Serial) = (type, true, serial);
        // A zone is shown as a zone: records and nothing else, unless more was asked for by name.
        if (type is DnsType.Axfr or DnsType.Ixfr) _current.Display = _current.Display with { Comments = _current.AskedForComments, Question = _current.AskedForQuestion };
    }

    private static bool TryType(string word, out DnsType type, out uint serial)
    {
        serial = 0;
        if (word.StartsWith("ixfr=", StringComparison.OrdinalIgnoreCase) && uint.TryParse(word.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out serial))
        {
            type = DnsType.Ixfr;
            return true;
        }
        return DnsNames.TryParse(word, out type) && type is not DnsType.Ixfr;
    }
}
