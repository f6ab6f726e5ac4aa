using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>What rules do.</summary>
internal sealed partial class RuleReader
{
    private void Mangle(Selector target, int register)
    {
        if (At(register) is not { } loaded) return;
        // Labels are set by their number.
        Add(new MangleStatement(target, loaded.Immediate is null ? Whole(loaded) : Typed(register, target.Type, target.Width)!));
    }

    private void WritePayload(PayloadExpression write)
    {
        if (At(write.Source) is not { } loaded) return;
        int offset = (int)Math.Min(write.Offset, 65536) * 8, width = (int)Math.Min(write.Length, 64) * 8;
        if (loaded.Payload is { } read && loaded is { Mask: { } mask, Flip: { } flip } && read.Base == write.Base && read.Offset == write.Offset)
        {
            // Only some bits of what was read are replaced: those that the mask leaves out.
            var replaced = ~DataTypes.Integer.Read(mask) & Ones(width);
            var copy = new Loaded { Payload = read, Bytes = loaded.Bytes };
            if (Narrow(copy, replaced) is { } field)
            {
                Add(new MangleStatement(field, new ValueNode(field.Type, field.Type.Read(flip, swapped: true) >> field.Shift, field.Width)));
                return;
            }
        }
        var target = (Selector)Plain(new Loaded { Payload = write, Bytes = width / 8 });
        Add(new MangleStatement(target, loaded.Immediate is null ? Whole(loaded) : Typed(write.Source, target.Type, target.Width)!));
    }

    private void WriteExtension(ExtensionHeaderExpression write)
    {
        if (write.Source < 0 || At(write.Source) is not { } loaded) return;
        int offset = (int)Math.Min(write.Offset, 4096) * 8, width = (int)Math.Min(write.Length, 64) * 8;
        var target = Selectors.Extension(write.Kind, write.Type, offset, width, false);
        Add(new MangleStatement(target, loaded.Immediate is null ? Whole(loaded) : Typed(write.Source, target.Type, target.Width)!));
    }

    private void Dynamic(DynamicSetExpression dynamic)
    {
        var set = findSet(dynamic.Set);
        var key = Key(dynamic.SourceKey, (int)Math.Min(set?.KeyLength ?? Cell, 64));
        var statements = dynamic.Expressions.Select(e => e is CounterExpression { Packets: 0, Bytes: 0 } ? new CounterKindStatement() : SetContents.StatefulStatement(e)).OfType<Statement>().ToList();
        if (set is { IsAnonymous: true } && (set.Flags & SetFlags.Dynamic) != 0)
        {
            Add(new MeterStatement(dynamic.Set, set.Size, key, dynamic.Timeout, statements));
            return;
        }
        Node? data = null;
        if (dynamic.SourceData >= 0 && set is not null && SetTypes.DataParts(set) is [var part, ..]) data = Typed(dynamic.SourceData, part.Type, part.Width);
        Add(new SetStatement(dynamic.Operation, dynamic.Set, key, dynamic.Timeout, statements, data));
    }

    private void Reference(ObjectReferenceExpression reference)
    {
        if (reference.Map.Length == 0)
        {
            Add(new ObjectStatement(reference.Type, new NameNode(reference.Object)));
            return;
        }
        var set = findSet(reference.Map);
        var key = Key(reference.Source, (int)Math.Min(set?.KeyLength ?? Cell, 64));
        Add(new ObjectStatement((ObjectType)(set?.ObjectType ?? 0), new MapNode(key, SetTarget(set, reference.Map, key), DataTypes.Integer)));
    }

    private void Reject(RejectExpression reject)
    {
        const uint OfFamily = 0;
        bool? is6 = family == TableFamily.Ip6 ? true : family == TableFamily.Ip ? false : _packet.Is6;
        if (reject.Type == OfFamily) _packet.UseNetwork();
        Add(new RejectStatement(reject, is6));
    }

    private static string? FamilyWord(uint number) => number switch { TableFamily.Ip => "ip", TableFamily.Ip6 => "ip6", _ => null };

    private Node? Address(int register, bool is6) => Typed(register, is6 ? DataTypes.Address6 : DataTypes.Address4, is6 ? 128 : 32);

    private Node? Addresses(int first, int last, bool is6)
    {
        var from = Address(first, is6);
        return from is not null && last >= 0 && last != first && Address(last, is6) is { } to && from is ValueNode ? new RangeNode(from, to) : from;
    }

    private Node? Ports(int first, int last)
    {
        var from = Typed(first, DataTypes.Service, 16);
        return from is ValueNode low && last >= 0 && last != first && Typed(last, DataTypes.Service, 16) is ValueNode high && low.Value != high.Value ? new RangeNode(from, high) : from;
    }

    private void Nat(NatExpression nat)
    {
        const uint NetworkMap = 64;
        bool is6 = nat.Family == TableFamily.Ip6;
        string word = nat.IsDestination ? "dnat" : "snat";
        bool isOfMap = At(nat.FirstAddress)?.Map is { } map && SetTypes.DataParts(map).Count > 1;
        var address = Addresses(nat.FirstAddress, nat.LastAddress, is6);
        // A map that gives addresses and ports gives both at once.
        var port = isOfMap ? null : Ports(nat.FirstPort, nat.LastPort);
        bool saysFamily = address is not null && (family == TableFamily.Inet || isOfMap || (nat.Flags & NetworkMap) != 0);
        Add(new NatStatement(word, saysFamily ? FamilyWord(nat.Family) : null, address, port, is6, nat.Flags));
    }

    private void Proxy(TransparentProxyExpression proxy)
    {
        bool is6 = proxy.Family == TableFamily.Ip6;
        var address = Address(proxy.Address, is6);
        Add(new TransparentProxyStatement(family == TableFamily.Inet ? FamilyWord(proxy.Family) : null, address, Typed(proxy.Port, DataTypes.Service, 16), is6));
    }

    private void Forward(ForwardExpression forward)
    {
        var device = Typed(forward.Device, DataTypes.Interface, 32);
        Add(new ForwardStatement(FamilyWord(forward.Family), forward.Address >= 0 ? Address(forward.Address, forward.Family == TableFamily.Ip6) : null, device));
    }

    private void Queue(QueueExpression queue)
    {
        Node number;
        if (queue.Source >= 0 && At(queue.Source) is { } loaded) number = Whole(loaded);
        else
        {
            var first = new ValueNode(DataTypes.HostInteger, queue.Number, 16);
            number = queue.Total <= 1 ? first : new RangeNode(first, new ValueNode(DataTypes.HostInteger, (UInt128)(queue.Number + queue.Total - 1), 16));
        }
        Add(new QueueStatement(number, queue.Flags));
    }
}
