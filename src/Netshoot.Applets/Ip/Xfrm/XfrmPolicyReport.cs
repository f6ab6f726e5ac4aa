using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Xfrm;

namespace Netshoot.Applets.Ip.Xfrm;

/// <summary>A security policy as <c>ip xfrm policy</c> prints it.</summary>
internal sealed class XfrmPolicyReport(IpContext context)
{
    private const int SocketDirections = 3;

    public static readonly string[] Directions = ["in", "out", "fwd"];

    private static readonly string[] s_flags = ["localok", "icmp"];
    private static readonly string[] s_shares = ["any", "session", "user", "unique"];

    private readonly XfrmText _text = new(context);

    private ReportWriter To => _text.To;

    public void Write(XfrmPolicy policy)
    {
        _text.WriteSelector(policy.Selector);
        int direction = policy.Direction % SocketDirections;
        To.Text($"{_text.End}\t{(policy.Direction >= SocketDirections ? "socket" : "dir")} {Directions[direction]} ");
        if (policy.Blocks || _text.IsLong) To.Text($"action {(policy.Blocks ? "block" : "allow")} ");
        if (_text.IsLong) To.Text($"index {policy.Index} ");
        To.Text($"priority {policy.Priority} ");
        var attributes = policy.Attributes.Attributes;
        if (attributes.Find((ushort)XfrmAttribute.PolicyType) is { Exists: true } type) To.Text($"ptype {(type.U8 == 0 ? "main" : type.U8 == 1 ? "sub" : LinkRow.Decimal(type.U8))} ");
        if (_text.IsLong) To.Text($"share {Share(policy.Share)} ");
        if (policy.Flags != 0 || _text.IsLong) _text.WriteFlags(policy.Flags, s_flags);
        To.Text($"{_text.End}");
        if (_text.IsLong) _text.WriteLifetime(policy.Limits, policy.Use);
        if (attributes.Find((ushort)XfrmAttribute.Mark) is { Exists: true } mark)
        {
            var reader = mark.Reader;
            To.Text($"\tmark 0x{reader.U32():x}/0x{reader.U32():x} {_text.End}");
        }
        foreach (var template in policy.Templates) WriteTemplate(template);
        if (attributes.Find((ushort)XfrmAttribute.InterfaceId) is { Exists: true } id) To.Text($"\tif_id 0x{id.U32:x}{_text.End}");
        if (context.Options.OneLine) To.Text($"\n");
        context.EntryWritten();
    }

    private void WriteTemplate(XfrmTemplate template)
    {
        To.Text($"\ttmpl src {template.Source} dst {template.Destination}{_text.End}\t\tproto {XfrmText.ProtocolName(template.Protocol)} ");
        if (template.Spi != 0 || _text.IsLong) To.Text($"spi 0x{template.Spi:x8}");
        if (_text.IsLong) To.Text($"({template.Spi})");
        if (template.Spi != 0 || _text.IsLong) To.Text($" ");
        To.Text($"reqid {template.RequestId}");
        if (_text.IsLong) To.Text($"(0x{template.RequestId:x8})");
        To.Text($" mode {XfrmText.ModeName(template.Mode)}{_text.End}");
        if (template.IsOptional || _text.IsLong) To.Text($"\t\tlevel {(template.IsOptional ? "use" : "required")} ");
        if (_text.IsLong) To.Text($"share {Share(template.Share)} ");
        if (template.IsOptional || _text.IsLong) To.Text($"{_text.End}");
        if (_text.IsLong) To.Text($"\t\tenc-mask {template.EncryptionMask:x8} auth-mask {template.AuthenticationMask:x8} comp-mask {template.CompressionMask:x8}{_text.End}");
    }

    private static string Share(byte share) => share < s_shares.Length ? s_shares[share] : LinkRow.Decimal(share);
}
