using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>The colors of addresses.</summary>
internal static class AddressPaint
{
    public static Paint PaintOf(InternetAddress address) => address.Is6 ? Paint.Address6 : Paint.Address4;
}
