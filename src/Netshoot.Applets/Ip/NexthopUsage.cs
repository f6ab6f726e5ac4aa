namespace Netshoot.Applets.Ip;

/// <summary>How the original says that <c>ip nexthop</c> is used.</summary>
internal static class NexthopUsage
{
    public const string Text = """
        Usage: ip nexthop { list | flush } [ protocol ID ] SELECTOR
               ip nexthop { add | replace } id ID NH [ protocol ID ]
               ip nexthop { get | del } id ID
               ip nexthop bucket list BUCKET_SELECTOR
               ip nexthop bucket get id ID index INDEX
        SELECTOR := [ id ID ] [ dev DEV ] [ vrf NAME ] [ master DEV ]
                    [ groups ] [ fdb ]
        BUCKET_SELECTOR := SELECTOR | [ nhid ID ]
        NH := { blackhole | [ via ADDRESS ] [ dev DEV ] [ onlink ]
                [ encap ENCAPTYPE ENCAPHDR ] |
                group GROUP [ fdb ] [ type TYPE [ TYPE_ARGS ] ] }
        GROUP := [ <id[,weight]>/<id[,weight]>/... ]
        TYPE := { mpath | resilient }
        TYPE_ARGS := [ RESILIENT_ARGS ]
        RESILIENT_ARGS := [ buckets BUCKETS ] [ idle_timer IDLE ]
                          [ unbalanced_timer UNBALANCED ]
        ENCAPTYPE := [ mpls ]
        ENCAPHDR := [ MPLSLABEL ]

        """;
}
