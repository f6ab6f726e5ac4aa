using Netshoot.Wire;

namespace Netshoot.Applets.NetTools;

/// <summary>The names that net-tools prints for addresses unless it is told <c>-n</c>; each is asked for once.</summary>
internal sealed class HostNames(Shell shell, bool isNumeric)
{
    private readonly Dictionary<InternetAddress, string?> _known = [];

    public bool IsNumeric => isNumeric;

    /// <summary>The name of a host; null when it has none or none is wanted.</summary>
    public async ValueTask<string?> HostAsync(InternetAddress address)
    {
        if (isNumeric) return null;
        if (_known.TryGetValue(address, out string? known)) return known;
        try
        {
            known = await shell.Machine.Names.HostAsync(address, shell.Stop);
        }
        catch (Failure)
        {
            // An address without a name is printed as it is.
        }
        return _known[address] = known;
    }

    /// <summary>The name of a network of /etc/networks (networks(5)); null when it has none or none is wanted.</summary>
    public string? Network(InternetAddress address)
    {
        if (isNumeric) return null;
        string text = address.ToString();
        foreach (string line in (shell.Machine.TryReadText("/etc/networks") ?? "").Split('\n'))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [var name, var number, ..] && number == text && name[0] != '#') return name;
        }
        return null;
    }
}
