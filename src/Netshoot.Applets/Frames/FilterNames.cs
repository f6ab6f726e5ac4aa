using System.Globalization;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Frames;

/// <summary>
/// Names in filter expressions. The compiler cannot wait for a name server: a host it asks for is noted, resolved, and the expression
/// compiled again.
/// </summary>
internal sealed class FilterNames(IMachine machine) : IFilterNames
{
    private readonly Dictionary<string, IReadOnlyList<InternetAddress>> _hosts = [];
    private readonly List<string> _missing = [];
    private readonly Lazy<Dictionary<string, string>> _ethers = new(() => Table(machine, "/etc/ethers", nameFirst: false));
    private readonly Lazy<Dictionary<string, string>> _networks = new(() => Table(machine, "/etc/networks", nameFirst: true));

    public IReadOnlyList<InternetAddress> Hosts(string name)
    {
        if (_hosts.TryGetValue(name, out var known)) return known;
        _missing.Add(name);
        return [];
    }

    public MacAddress? Ether(string name) => _ethers.Value.TryGetValue(name, out string? text) && MacAddress.TryParse(text, out var address) ? address : null;

    public uint? Network(string name)
    {
        if (!_networks.Value.TryGetValue(name, out string? text)) return null;
        uint number = 0;
        foreach (string part in text.Split('.'))
        {
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte value)) return null;
            number = number << 8 | value;
        }
        return number;
    }

    public ushort? Port(string name, string protocol) => machine.Names.Port(name, protocol);

    public byte? Protocol(string name) => machine.Names.Protocol(name);

    /// <summary>Compiles an expression, and again as often as it names hosts that had to be resolved first.</summary>
    /// <exception cref="Failure">The expression is wrong.</exception>
    public async ValueTask<BpfProgram> CompileAsync(string expression, FilterOptions options, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var program = FilterCompiler.Compile(expression, options with { Names = this });
                if (!await ResolveAsync(stop)) return program;
            }
            catch (Failure)
            {
                if (!await ResolveAsync(stop)) throw;
            }
        }
    }

    /// <summary>Resolves the hosts that were asked for and not known.</summary>
    /// <returns>Whether there were any: then compiling again may succeed.</returns>
    private async ValueTask<bool> ResolveAsync(CancellationToken stop)
    {
        string[] missing = [.. _missing.Distinct()];
        _missing.Clear();
        foreach (string name in missing)
        {
            try
            {
                _hosts[name] = [.. (await machine.Names.AddressesAsync(name, NameFamily.Any, stop)).Select(static e => e.Address)];
            }
            catch (Failure)
            {
                _hosts[name] = [];
            }
        }
        return missing.Length > 0;
    }

    /// <summary>Lines of a name and what it stands for, in either order.</summary>
    private static Dictionary<string, string> Table(IMachine machine, string path, bool nameFirst)
    {
        var table = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in (machine.TryReadText(path) ?? "").Split('\n'))
        {
            string[] words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2) continue;
            table.TryAdd(nameFirst ? words[0] : words[1], nameFirst ? words[1] : words[0]);
        }
        return table;
    }
}
