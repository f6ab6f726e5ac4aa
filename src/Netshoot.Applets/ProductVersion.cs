namespace Netshoot.Applets;

/// <summary>The version of the product; a test compares it with the build's.</summary>
public static class ProductVersion
{
    public const string Text = "0.1.0";
}
