using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>A table of the kernel as <c>ip … save</c> writes it: four bytes that say what it is, and the messages of its dump.</summary>
/// <param name="Magic">What stands at the beginning, in the byte order of this machine.</param>
/// <param name="Noun">What is in it, for who gives a terminal in its place; null where the original does not say it.</param>
/// <param name="Mismatch">The exit code for what is none.</param>
internal sealed record SavedTable(uint Magic, string? Noun, byte Mismatch)
{
    // What is longer is not what we take it for: a million routes are 60 MB.
    private const int LargestFile = 512 * 1024 * 1024;

    public static SavedTable Routes { get; } = new(0x45311224, "route", IpFailure.Missing);

    public static SavedTable Addresses { get; } = new(0x47361222, "address", IpFailure.NotUnderstood);

    public static SavedTable Rules { get; } = new(0x71706986, null, IpFailure.Missing);

    /// <summary>Called before the dump is asked for: a terminal cannot take it.</summary>
    public void Begin(IpContext context)
    {
        if (context.Shell.Output.IsTerminal) throw new IpFailure("Not sending a binary stream to stdout\n", Mismatch);
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BitConverter.TryWriteBytes(magic, Magic);
        context.Shell.Output.Buffer.Append(magic);
    }

    public static void Put(IpContext context, NetlinkMessage message)
    {
        int length = (int)message.Header.Length;
        Span<byte> header = stackalloc byte[NetlinkHeader.Size];
        System.Runtime.InteropServices.MemoryMarshal.Write(header, message.Header);
        context.Shell.Output.Buffer.Append(header);
        context.Shell.Output.Buffer.Append(message.Payload);
        ReadOnlySpan<byte> padding = [0, 0, 0];
        context.Shell.Output.Buffer.Append(padding[..(NetlinkReader.Aligned(length) - length)]);
        context.EntryWritten();
    }

    /// <summary>Hands each message of the standard input to <paramref name="take"/>.</summary>
    /// <param name="context">The command.</param>
    /// <param name="passes">How often all of them.</param>
    /// <param name="take">Takes a message, and in which pass.</param>
    public void Read(IpContext context, int passes, Action<NetlinkMessage, int> take)
    {
        byte[] all = ReadInput(context);
        uint magic = all.Length >= sizeof(uint) ? BitConverter.ToUInt32(all) : 0;
        if (magic != Magic)
            throw new IpFailure($"Magic mismatch ({(all.Length >= sizeof(uint) ? 1 : 0)} elems, {magic:x} magic)\n", Mismatch);
        for (int pass = 0; pass < passes; pass++)
        {
            ReadOnlySpan<byte> rest = all.AsSpan(sizeof(uint));
            while (NetlinkMessage.TryTake(ref rest, out var message)) take(message, pass);
            if (!rest.IsEmpty) throw new IpFailure("rtnl-from_file: truncated message\n", IpFailure.Refused);
        }
    }

    /// <summary>Makes again what a message says was there.</summary>
    public static void Restore(IpContext context, NetlinkMessage message)
    {
        var error = context.Channel.TryExecute(new NetlinkRequest(message.Type, NetlinkFlags.Create).Put(message.Payload));
        if (!error.Failed) return;
        var refused = context.Refused(error);
        // What is there already need not be made.
        if (error.Errno != Errno.EEXIST) throw refused;
        refused.Say(context.Shell);
    }

    private byte[] ReadInput(IpContext context)
    {
        using var whole = new MemoryStream();
        byte[] piece = new byte[64 * 1024];
        while (context.Shell.Input.Read(piece) is > 0 and var count)
        {
            if (whole.Length + count > LargestFile) throw new IpFailure("rtnl-from_file: too long\n", Mismatch);
            whole.Write(piece, 0, count);
        }
        return whole.ToArray();
    }
}
