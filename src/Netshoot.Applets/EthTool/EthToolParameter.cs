using Netshoot.Netlink;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>A parameter of a change by netlink: its word, and what it writes into which request.</summary>
/// <param name="Name">Its word.</param>
/// <param name="Take">Reads the value and writes it; says what is wrong with it and returns false.</param>
/// <param name="Command">The request that it belongs to, where a change has several.</param>
internal sealed record EthToolParameter(string Name, Func<EthToolParameterReader, NetlinkRequest, bool> Take, EthtoolCommand Command = EthtoolCommand.None);

/// <summary>Reads the words behind a device as parameters, as ethtool(8) does for what it changes by netlink.</summary>
internal sealed class EthToolParameterReader(EthToolContext context, string command)
{
    private string _name = "";

    /// <summary>Reads all words into the requests that <paramref name="requestOf"/> makes.</summary>
    /// <returns>False when one could not be taken, which has been said.</returns>
    public bool Read(ReadOnlySpan<EthToolParameter> parameters, Func<EthtoolCommand, NetlinkRequest> requestOf, bool needsOne = false)
    {
        if (needsOne && context.IsAtEnd) return Wrong($"parameters missing");
        var seen = new HashSet<string>();
        while (context.Next() is { } word)
        {
            EthToolParameter? parameter = null;
            foreach (var candidate in parameters)
                if (candidate.Name == word) parameter = candidate;
            if (parameter is null) return Wrong($"unknown parameter '{word}'");
            if (!seen.Add(word)) return Wrong($"duplicate parameter '{word}'");
            _name = word;
            if (!parameter.Take(this, requestOf(parameter.Command))) return false;
        }
        return true;
    }

    /// <summary>The value; null, and said so, when there is none.</summary>
    public string? Value()
    {
        string? value = context.Next();
        if (value is null) Wrong($"no value for parameter '{_name}'");
        return value;
    }

    public string? Peek => context.IsAtEnd ? null : context.Words[context.At];

    public void Skip() => context.At++;

    public bool Invalid(string value, string joint = "for") => Wrong($"invalid value '{value}' {joint} parameter '{_name}'");

    public bool InvalidCharacter(char character, string value) => Wrong($"invalid char '{character}' in '{value}' for parameter '{_name}'");

    /// <summary>Reads names, each with on or off, to the end or to two dashes.</summary>
    public bool Flags(List<(string Name, bool IsOn)> into, string? parameter = null)
    {
        while (context.Next() is { } name && name != "--")
        {
            string? value = context.Next();
            if (value is not ("on" or "off")) return Wrong($"flag '{name}' for parameter '{parameter ?? _name}' is not followed by 'on' or 'off'");
            into.Add((name, value == "on"));
        }
        return true;
    }

    private bool Wrong(string what)
    {
        context.Shell.Error.Line($"ethtool ({command}): {what}");
        return false;
    }
}
