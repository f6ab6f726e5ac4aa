using Xunit;

namespace Netshoot.Lab;

/// <summary>What a comparison with an original found.</summary>
internal static class Differences
{
    /// <summary>Fails with the whole difference, of which <see cref="Assert.Null(object?)"/> shows the first words.</summary>
    public static void None(string? difference) => Assert.True(difference is null, difference);
}
