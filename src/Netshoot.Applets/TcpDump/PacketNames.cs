using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>
/// Names for addresses and ports while packets come in: a name that must be asked for is represented by a mark until the answer is
/// there, so that nothing waits for a name server but the lines that need it.
/// </summary>
/// <remarks>
/// A mark is one character of a plane that Unicode leaves to private use, numbered by the order of questions. A packet that carries
/// such a character can get no more than a name that is printed anyway.
/// </remarks>
/// <param name="names">Who knows them.</param>
/// <param name="withoutDomain">Whether names of hosts end at their first dot.</param>
/// <param name="stop">Ends all questions.</param>
internal sealed class PacketNames(INames names, bool withoutDomain, CancellationToken stop) : Packets.INames
{
    private const int FirstMark = 0xF0000;
    private const int MostMarks = 0xFFFD;
    private const int MarkSize = 4;

    /// <summary>What every mark begins with in UTF-8.</summary>
    private const byte MarkLead = 0xF3;

    private readonly Dictionary<InternetAddress, string> _known = [];
    private readonly List<(InternetAddress Address, string? Name)> _asked = [];
    private readonly Dictionary<(ushort, bool), string?> _services = [];
    private TaskCompletionSource _settled = new();

    /// <summary>Questions without an answer yet.</summary>
    public int Pending { get; private set; }

    public string? Host(InternetAddress address)
    {
        if (_known.TryGetValue(address, out string? known)) return known.Length == 0 ? null : known;
        if (_asked.Count >= MostMarks) return null;
        int index = _asked.Count;
        string mark = char.ConvertFromUtf32(FirstMark + index);
        _asked.Add((address, null));
        _known[address] = mark;
        Pending++;
        _ = AskAsync(address, index);
        // Names of files are known at once.
        return _known[address] is { Length: > 0 } answered ? answered : null;
    }

    public string? Service(ushort port, bool tcp)
    {
        if (!_services.TryGetValue((port, tcp), out string? name)) _services[(port, tcp)] = name = names.Service(port, tcp ? "tcp" : "udp");
        return name;
    }

    /// <summary>Waits until every question is answered.</summary>
    public Task SettledAsync() => Pending == 0 ? Task.CompletedTask : _settled.Task;

    /// <summary>Copies text with names in the place of marks.</summary>
    /// <param name="from">The text.</param>
    /// <param name="to">Where to.</param>
    public void Fill(ReadOnlySpan<byte> from, TextBuffer to)
    {
        while (from.IndexOf(MarkLead) is var at and >= 0)
        {
            to.Append(from[..at]);
            from = from[at..];
            if (IndexOf(from) is var index and >= 0)
            {
                var (address, name) = _asked[index];
                if (name is null) to.Append(address);
                else to.Foreign(name);
                from = from[MarkSize..];
            }
            else
            {
                to.Append(MarkLead);
                from = from[1..];
            }
        }
        to.Append(from);
    }

    private int IndexOf(ReadOnlySpan<byte> text)
        => System.Text.Rune.DecodeFromUtf8(text, out var rune, out int taken) == System.Buffers.OperationStatus.Done && taken == MarkSize
            && rune.Value - FirstMark is var index && index >= 0 && index < _asked.Count ? index : -1;

    private async Task AskAsync(InternetAddress address, int index)
    {
        string? name = null;
        try
        {
            name = await names.HostAsync(address, stop);
            if (withoutDomain && name?.IndexOf('.', StringComparison.Ordinal) is int dot and > 0) name = name[..dot];
        }
        catch (Exception e) when (e is Failure or OperationCanceledException)
        {
            // An address without a name is printed as it is.
        }
        _asked[index] = (address, name);
        _known[address] = name ?? "";
        if (--Pending > 0) return;
        var settled = _settled;
        _settled = new();
        settled.SetResult();
    }
}
