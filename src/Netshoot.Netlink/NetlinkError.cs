using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>How the kernel answered a request: an error number, and in its own words why (<c>struct nlmsgerr</c> and <c>NLMSGERR_ATTR_*</c>, include/uapi/linux/netlink.h).</summary>
/// <param name="Errno">None when all went well.</param>
/// <param name="Text">The kernel's words; with no error number a warning. Null when it has none.</param>
/// <param name="Offset">Where in the request the offending attribute stands; -1 when not told.</param>
/// <param name="MissingAttribute">The attribute that the request lacks; -1 when not told.</param>
public readonly record struct NetlinkError(Errno Errno, string? Text = null, int Offset = -1, int MissingAttribute = -1)
{
    // NLM_F_CAPPED and NLM_F_ACK_TLVS: in acknowledgements these bits have a meaning of their own.
    private const NetlinkFlags Capped = (NetlinkFlags)0x100, HasAttributes = (NetlinkFlags)0x200;
    private const ushort MessageAttribute = 1, OffsetAttribute = 2, MissingTypeAttribute = 5;

    public static NetlinkError None => new(Errno.None);

    public bool Failed => Errno != Errno.None;

    /// <summary>Reads an acknowledgement (<c>NLMSG_ERROR</c>) or the end of a dump (<c>NLMSG_DONE</c>).</summary>
    public static NetlinkError Read(NetlinkMessage message)
    {
        const ushort Done = 3;
        var reader = new NetlinkReader(message.Payload);
        int number = reader.I32();
        // Some dumps end without a number.
        if (reader.Truncated) return None;
        if (message.Type != Done)
        {
            // The header of the request, and unless the answer is capped the rest of it.
            uint length = reader.U32();
            reader.Skip(NetlinkHeader.Size - sizeof(uint));
            if (!message.Header.Flags.HasFlag(Capped) && number != 0) reader.Skip(NetlinkReader.Aligned((int)Math.Min(length, int.MaxValue - 3)) - NetlinkHeader.Size);
        }
        var error = new NetlinkError((Errno)(number < 0 ? -number : 0));
        if (reader.Truncated || !message.Header.Flags.HasFlag(HasAttributes)) return error;
        foreach (var attribute in reader.Attributes)
        {
            switch (attribute.Type)
            {
                case MessageAttribute: error = error with { Text = attribute.Text }; break;
                case OffsetAttribute: error = error with { Offset = attribute.I32 }; break;
                case MissingTypeAttribute: error = error with { MissingAttribute = attribute.I32 }; break;
            }
        }
        return error;
    }

    /// <summary>Throws a failure about <paramref name="subject"/> unless all went well.</summary>
    public void ThrowIfFailed(string subject)
    {
        if (Failed) throw ToFailure(subject);
    }

    public Failure ToFailure(string subject)
    {
        var plain = Kernel.KernelFailure.Of(Errno, subject);
        return Text is null ? plain : new Failure(subject, Text, errno: (int)Errno);
    }
}
