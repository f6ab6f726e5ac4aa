using System.Formats.Asn1;

namespace Netshoot.Probes.Tls;

/// <summary>What the authority says of a certificate.</summary>
public enum OcspStatus
{
    Good,
    Revoked,
    Unknown,

    /// <summary>The response is none, or says that there is none.</summary>
    Unusable,
}

/// <summary>A stapled answer of the authority whether a certificate still holds (RFC 6960 section 4.2.1). Its signature is not checked.</summary>
public sealed record OcspStaple(OcspStatus Status, DateTimeOffset? ThisUpdate, DateTimeOffset? NextUpdate, DateTimeOffset? RevokedAt)
{
    public static OcspStaple Read(ReadOnlyMemory<byte> response)
    {
        try
        {
            return ReadResponse(response) ?? new(OcspStatus.Unusable, null, null, null);
        }
        catch (AsnContentException)
        {
            return new(OcspStatus.Unusable, null, null, null);
        }
    }

    private static OcspStaple? ReadResponse(ReadOnlyMemory<byte> bytes)
    {
        var context = static (int number) => new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        var response = new AsnReader(bytes, AsnEncodingRules.DER).ReadSequence();
        // responseStatus: successful (0) is the only one that says more.
        if (response.ReadEnumeratedBytes().Span is not [0] || !response.HasData) return null;
        var wrapped = response.ReadSequence(context(0)).ReadSequence();
        wrapped.ReadObjectIdentifier();
        var basic = new AsnReader(wrapped.ReadOctetString(), AsnEncodingRules.DER).ReadSequence();
        var data = basic.ReadSequence();
        if (data.PeekTag().HasSameClassAndValue(context(0))) data.ReadEncodedValue();
        data.ReadEncodedValue();
        data.ReadGeneralizedTime();
        var single = data.ReadSequence().ReadSequence();
        single.ReadEncodedValue();
        var tag = single.PeekTag();
        DateTimeOffset? revoked = null;
        if (tag.HasSameClassAndValue(context(1))) revoked = single.ReadSequence(context(1)).ReadGeneralizedTime();
        else single.ReadEncodedValue();
        var thisUpdate = single.ReadGeneralizedTime();
        DateTimeOffset? next = single.HasData && single.PeekTag().HasSameClassAndValue(context(0)) ? single.ReadSequence(context(0)).ReadGeneralizedTime() : null;
        return new(tag.TagValue switch { 0 => OcspStatus.Good, 1 => OcspStatus.Revoked, _ => OcspStatus.Unknown }, thisUpdate, next, revoked);
    }
}
