using Netshoot.Host;
using Netshoot.Wire;

namespace Netshoot.Applets.Addresses;

/// <summary>An address as tools print it: a link-local IPv6 address carries the name of its interface, <c>fe80::1%eth0</c> (RFC 4007 section 11).</summary>
public readonly record struct ScopedAddress(InternetAddress Address, string? Interface = null) : IUtf8SpanFormattable
{
    public static ScopedAddress Of(InternetEndpoint endpoint, IMachine machine)
        => endpoint.Scope == 0 ? new(endpoint.Address)
            : new(endpoint.Address, machine.InterfaceName((int)endpoint.Scope) ?? endpoint.Scope.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        if (!Address.TryFormat(utf8Destination, out bytesWritten) || Interface is null) return bytesWritten > 0;
        if (utf8Destination.Length == bytesWritten) return false;
        utf8Destination[bytesWritten++] = (byte)'%';
        if (!System.Text.Encoding.UTF8.TryGetBytes(Interface, utf8Destination[bytesWritten..], out int length)) return false;
        bytesWritten += length;
        return true;
    }

    public override string ToString() => Interface is null ? Address.ToString() : $"{Address}%{Interface}";
}
